"""The trail speaks plainly of everything that is written into it."""

import ast

from donations.web.staff.audit.pages import ACTIONS, KINDS, action_name, kind_name
from tests.checkout import files, tree


def acts() -> list[list[str]]:
    """What the code writes into the trail: action and kind of thing, where they stand there as words."""
    calls = (node for path in files("donations/**/*.py") for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
    written = (call.args[:2] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Act")
    return [[str(part.value) for part in parts if isinstance(part, ast.Constant)] for parts in written]


def test_everything_that_is_written_has_its_words() -> None:
    words = {word for act in acts() for word in act}
    assert len(words) > 30
    assert words - set(ACTIONS) - set(KINDS) == set()


def test_what_is_not_known_stands_as_it_is() -> None:
    assert (action_name("donation.thrown_away"), kind_name("old_thing")) == ("thrown away", "old thing")
