from collections import Counter

import pytest

from tests.checkout import files, functions, read

SCREEN = 60


@pytest.mark.parametrize(
    ("pattern", "wall"),
    [
        ("donations/**/*.py", 300),
        ("tests/**/*.py", 300),
        ("donations/static/**/*.css", 300),
        ("donations/static/**/*.js", 300),
        ("templates/**", 120),
        ("donations/reactions.py", SCREEN),
        ("donations/**/states.py", SCREEN),
    ],
)
def test_files_stay_below_their_wall(pattern, wall):
    lengths = {str(path): len(read(path).splitlines()) for path in files(pattern)}
    assert {path: length for path, length in lengths.items() if length > wall} == {}


def test_functions_stay_below_forty_lines():
    lengths = {
        f"{path}:{function.lineno} {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in [*files("donations/**/*.py"), *files("tests/**/*.py")]
        for function in functions(path)
    }
    assert {place: length for place, length in lengths.items() if length > 40} == {}


@pytest.mark.parametrize(("root", "wall"), [("donations", 40), ("tests", 60)])
def test_a_folder_holds_no_more_modules_than_a_reader_can_survey(root, wall):
    modules = [path for path in files(f"{root}/**/*.py") if path.name != "__init__.py"]
    counts = Counter(str(path.parent) for path in modules)
    assert {folder: count for folder, count in counts.items() if count > wall} == {}
