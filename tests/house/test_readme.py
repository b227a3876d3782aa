"""What README tells people to type exists."""

import importlib
import re
from pathlib import Path

import click
import pytest

from tests.checkout import ROOT, files, read

FENCED = re.compile(r"^```.*?$(.*?)^```$", re.DOTALL | re.MULTILINE)
PATH = re.compile(r"^(?:donations|templates|tests|migrations)/[\w/.]*(?:\w\.\w+|/)$")
INLINE = re.compile(r"`([^`\n]+)`")


@pytest.fixture(scope="module")
def typed():
    """Everything README sets as code, line by line."""
    text = "".join(read(path) for path in files("README.md"))
    blocks = "".join(FENCED.findall(text)).splitlines()
    return [line.strip() for line in [*blocks, *INLINE.findall(FENCED.sub("", text))]]


def command_line():
    cli = importlib.import_module("donations.cli")
    return next(found for found in vars(cli).values() if isinstance(found, click.Group))


def is_known(words):
    """Follows the words down to a command; arguments and options after it are its own business."""
    here = command_line()
    for word in words:
        if not isinstance(here, click.Group) or not re.fullmatch(r"[a-z-]+", word):
            return True
        here = here.get_command(click.Context(here), word)
        if here is None:
            return False
    return True


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_each_path_in_the_documents_exists(document):
    named = {
        path
        for code in INLINE.findall(FENCED.sub("", read(Path(document))))
        for path in re.findall(
            r"^(?:donations|templates|tests|migrations)/[\w/.]*\w\.\w+$|^(?:donations|tests)/[\w/]+/$", code
        )
    }
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_each_make_target_in_readme_exists(typed):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {word for line in typed for word in re.findall(r"\bmake ([a-z-]+)", line)}
    assert named - targets == set()


def test_each_setting_in_readme_exists(typed):
    settings = read(Path("donations/settings.py"))
    named = {name for line in typed for name in re.findall(r"\bDONATIONS_([A-Z_]+)", line)}
    unknown = {name for name in named if not re.search(rf"^    {name.lower()}:", settings, re.MULTILINE)}
    assert {name for name in unknown if f"DONATIONS_{name}" not in settings} == set()


def test_each_command_in_readme_exists(typed):
    commands = [found.split() for line in typed for found in re.findall(r"(?:^|[\s/])donations ((?:[\w-]+ ?)+)", line)]
    assert [" ".join(words) for words in commands if not is_known(words)] == []
