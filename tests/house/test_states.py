"""Each states.py is the life of a thing on one screen, and no state is there that nothing sets."""

import ast
from functools import cache

from tests.checkout import files, read, tree


def enums():
    return [
        (path, node)
        for path in files("donations/**/states.py")
        for node in tree(path).body
        if isinstance(node, ast.ClassDef) and "StrEnum" in map(ast.unparse, node.bases)
    ]


def members(enum):
    return [ast.unparse(step.targets[0]) for step in enum.body if isinstance(step, ast.Assign)]


def is_a_life(enum):
    """A reason or a kind has no order; a status or a state has."""
    return enum.name.endswith(("Status", "State"))


def ordered(path):
    """What MOVES and RANK speak of."""
    tables = [
        step
        for step in tree(path).body
        if isinstance(step, ast.Assign | ast.AnnAssign)
        and {"MOVES", "RANK"} & {node.id for node in ast.walk(step) if isinstance(node, ast.Name)}
    ]
    return {ast.unparse(node) for table in tables for node in ast.walk(table) if isinstance(node, ast.Attribute)}


@cache
def used_as_a_value():
    """`Status.MEMBER` wherever code hands it on, rather than comparing with it."""
    handed_on = set()
    for path in set(files("donations/**/*.py")) - set(files("donations/**/states.py")):
        compared = {part for node in ast.walk(tree(path)) if isinstance(node, ast.Compare) for part in ast.walk(node)}
        attributes = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute))
        handed_on |= {ast.unparse(node) for node in attributes if node not in compared}
    return handed_on


def test_each_state_says_what_it_means():
    silent = [
        f"{path}:{step.lineno}"
        for path, enum in enums()
        for step in enum.body
        if isinstance(step, ast.Assign) and "  # " not in read(path).splitlines()[step.lineno - 1]
    ]
    assert silent == []


def test_each_state_has_its_place_among_the_moves():
    lives = [(path, enum) for path, enum in enums() if is_a_life(enum)]
    names = {f"{enum.name}.{member}": path for path, enum in lives for member in members(enum)}
    assert [name for name, path in names.items() if name not in ordered(path)] == []


def test_each_state_is_set_by_some_code():
    names = [f"{enum.name}.{member}" for _, enum in enums() for member in members(enum)]
    assert [name for name in names if name not in used_as_a_value()] == []
