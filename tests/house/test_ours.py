"""Everything here is ours, and says nothing about the machine it was written on."""

import re

from tests.checkout import ROOT, files, lines, read

FOREIGN = re.compile(r"\.min\.(js|css)$|(^|/)(vendor|node_modules|third_party)/|\.(lock|woff2?|ttf|otf|whl)$|-lock\.")
# A registry's address in the tree would bind everybody to it.
REGISTRY = re.compile(
    r"\b(pypi\.(org|python)|pythonhosted\.|npmjs\.|yarnpkg\.|jsdelivr\.|unpkg\.|cdnjs\.)", re.IGNORECASE
)
HOME = re.compile(r"(^|[\s\"'=(:])/(home|Users|root|workspace|work)/\w")


def test_no_file_is_copied_from_elsewhere():
    assert [str(path) for path in files() if FOREIGN.search(str(path))] == []


def test_no_style_or_script_is_minified():
    scripts = [*files("donations/static/**/*.js"), *files("donations/static/**/*.css")]
    assert [str(path) for path in scripts if max(map(len, read(path).splitlines()), default=0) > 500] == []


def test_no_file_names_a_registry():
    assert [place for place, line in text_lines() if REGISTRY.search(line)] == []


def test_no_file_names_a_place_on_a_machine():
    here = f"{ROOT.parent}/"
    assert [place for place, line in text_lines() if HOME.search(line) or here in line] == []


def text_lines():
    pictures = {".png", ".jpg", ".ico", ".pdf", ".webp"}
    texts = (path for path in files() if path.suffix not in pictures and path.name != "test_ours.py")
    return [placed for path in texts for placed in lines(str(path))]
