"""Nothing is left for later, and nothing is silenced without saying why."""

import ast
import re

import pytest

from tests.checkout import files, functions, lines, tree

SELF = "tests/house/test_finished.py"
OURS = ("donations/**", "migrations/**", "templates/**", "tests/**", "*")
# Without a browser its tests cannot run; continuous integration insists on one.
MAY_SKIP = "tests/browser/conftest.py"


def places(expression, patterns=OURS, unless="(?!)"):
    found, excused = re.compile(expression), re.compile(unless)
    everywhere = ((place, line) for pattern in patterns for place, line in lines(pattern) if SELF not in place)
    return [place for place, line in everywhere if found.search(line) and not excused.search(line)]


def promised(path):
    """The methods of a Protocol: what others must do."""
    classes = (node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef))
    return {method for found in classes if "Protocol" in map(ast.unparse, found.bases) for method in found.body}


def does_nothing(function):
    return all(
        isinstance(step, ast.Pass) or (isinstance(step, ast.Expr) and getattr(step.value, "value", 0) is ...)
        for step in function.body
    )


def test_nothing_is_left_to_do():
    assert places(r"\b(TODO|FIXME|XXX|HACK)\b") == []


def test_no_function_is_a_stub():
    empty = [
        f"{path}:{function.lineno}"
        for path in files("donations/**/*.py")
        for function in {*functions(path)} - promised(path)
        if does_nothing(function)
    ]
    assert empty + places(r"\bNotImplementedError\b") == []


def test_no_test_is_skipped_or_expected_to_fail():
    skipped = places(r"\b(skip|skipif|xfail|importorskip)\(|\bmark\.(skip|xfail)", ["tests/**/*.py"])
    assert [place for place in skipped if not place.startswith(MAY_SKIP)] == []


@pytest.mark.parametrize(
    ("remark", "complete"),
    [
        (r"#\s*(ruff:\s*)?noqa", r"# noqa: [A-Z]+\d+(, [A-Z]+\d+)*( - |  # )\S.{3,}"),
        (r"#\s*type:\s*ignore", r"# type: ignore\[[\w, -]+\]  # \S.{3,}"),
        (r"#\s*(pragma|mypy):", r"# pragma: \w.* - \S.{4,}"),
        (r"djlint:\s*off", r"djlint:off [A-Z]\d+.* - \S.{4,}"),
    ],
)
def test_each_exception_names_its_rule_and_its_reason(remark, complete):
    assert places(remark, unless=complete) == []
