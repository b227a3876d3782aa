"""How much of the suite a run takes: `--size quick` while working, `usual` before each commit, `full` by hand.

Everything that touches rows is written for both databases (the fixture `database` and its like), and the tests of
modules run on both. Pages (`tests/web`), stories (`tests/flows`), plans (`tests/recurring`: rules of dates, states
and letters) and the demo stand on those modules: they run on SQLite, and on PostgreSQL where they are marked
`both_databases`. Mark what sends a statement that no other marked test sends, what takes locks or turns, what is
killed or restored, and what comes in any order. Pages in a browser are looked at in Polish, the longer language;
English is what `tests/web` reads. A quick run is on SQLite alone, without slow folders and what is marked `slow`. A
full one takes everything on both, in both languages, and larger numbers.
"""

from collections.abc import Collection, Iterable
from typing import Any, Literal, get_args

import pytest

Size = Literal["quick", "usual", "full"]

# Folders whose tests run on one database unless they are marked.
_ABOVE_MODULES = {"web", "flows", "recurring", "demo"}
# Windows, whole stories, installations, copies: not in a quick run, and first in the others, so that no worker is left
# with a long file when all the others are done.
_SLOW = ("backup", "browser", "demo", "flows", "packaging")


def add_option(parser: pytest.Parser) -> None:
    """`--size`."""
    parser.addoption(
        "--size", choices=get_args(Size), default="usual", help="how much of the suite: tests/selection.py"
    )


def size_of(config: pytest.Config) -> Size:
    """Of this run."""
    size: Size = config.getoption("size")
    return size


def select(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what a run of this size does not take; slow folders come first."""
    sizes = get_args(Size)
    largest = sizes.index(size_of(config))
    left_out = [item for item in items if sizes.index(_smallest_size_with(item)) > largest]
    config.hook.pytest_deselected(items=left_out)
    items[:] = sorted(
        (item for item in items if item not in set(left_out)), key=lambda item: _folder(item) not in _SLOW
    )


def _smallest_size_with(item: pytest.Item) -> Size:
    marks = {mark.name for mark in item.iter_markers()}
    if "full" in marks or _is_seen_elsewhere(item):
        return "full"
    if _is_on_postgresql(item):
        return "full" if _folder(item) in _ABOVE_MODULES and "both_databases" not in marks else "usual"
    return "usual" if _folder(item) in _SLOW or "slow" in marks else "quick"


def _is_seen_elsewhere(item: pytest.Item) -> bool:
    """A page in a browser in English, and every second pair of language and script: the usual run takes the others."""
    given = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    if _folder(item) != "browser":
        return False
    if "has_script" in given and "language" in given:
        return (given["language"] == "pl") != given["has_script"]
    return given.get("visitor") == "en"


def scenes(names: Iterable[str], alike: Collection[str]) -> list[Any]:
    """Each scene in both languages, for a fixture. In the usual run: in Polish, and one of those with one template."""
    return [
        pytest.param((language, name), marks=[pytest.mark.full] * (language == "en" or name in alike))
        for language in ("pl", "en")
        for name in names
    ]


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(item.config.rootpath / "tests").parts[0]


def _is_on_postgresql(item: pytest.Item) -> bool:
    function = item if isinstance(item, pytest.Function) else None
    if function is None:
        return False
    given = function.callspec.params.values() if hasattr(function, "callspec") else ()
    return "postgres_database" in function.fixturenames or "postgresql" in given
