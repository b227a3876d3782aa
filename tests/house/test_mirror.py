from pathlib import Path

from tests.checkout import files

# What is not about one module: whole stories, rules of the house, what a browser sees, the package as installed.
STORIES = {"browser", "flows", "house", "packaging"}
# What an upgrade of Stripe's SDK may break: about a list kept with the tests.
ALSO = {"sandbox/test_surface.py"}


def modules():
    """Files and packages of the service, without their endings."""
    ours = [path.relative_to("donations") for path in files("donations/**")]
    return {path.with_suffix("") for path in ours} | {path.parent for path in ours} | {Path("migrations")}


def mirrors_a_module(test):
    """tests/core/test_money_typed.py is about donations/core/money.py."""
    words = test.stem.removeprefix("test_").split("_")
    names = {"_".join(words[:count]) for count in range(1, len(words) + 1)}
    return any(test.parent / name in modules() for name in names)


def test_each_test_file_mirrors_a_module_or_tells_a_story():
    tests = [path.relative_to("tests") for path in files("tests/**/test_*.py")]
    about_code = [test for test in tests if test.parts[0] not in STORIES and str(test) not in ALSO]
    assert [str(test) for test in about_code if not mirrors_a_module(test)] == []


def test_each_test_file_is_found_by_pytest():
    outside = [path for path in files("**/test_*.py") if path.parts[0] != "tests"]
    assert [str(path) for path in outside] == []
