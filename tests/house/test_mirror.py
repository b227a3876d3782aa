from pathlib import Path

from tests.checkout import files

# What is not about one module: whole stories, rules of the house, what a browser sees, the package as installed.
STORIES = {"browser", "flows", "house", "packaging"}


def modules():
    return {path.relative_to("donations").with_suffix("") for path in files("donations/**/*.py")} | {Path("migrations")}


def mirrors_a_module(test):
    """tests/core/test_money_typed.py is about donations/core/money.py."""
    words = test.stem.removeprefix("test_").split("_")
    names = {"_".join(words[:count]) for count in range(1, len(words) + 1)}
    return any(test.parent / name in modules() for name in names)


def test_each_test_file_mirrors_a_module_or_tells_a_story():
    tests = [path.relative_to("tests") for path in files("tests/**/test_*.py")]
    about_code = [test for test in tests if test.parts[0] not in STORIES]
    assert [str(test) for test in about_code if not mirrors_a_module(test)] == []


def test_each_test_file_is_found_by_pytest():
    outside = [path for path in files("**/test_*.py") if path.parts[0] != "tests"]
    assert [str(path) for path in outside] == []
