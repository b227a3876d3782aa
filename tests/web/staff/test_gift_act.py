"""The page of an act promises only what the gift allows now."""

from collections.abc import Callable

import pytest

from tests.colleague import Colleague
from tests.story import Story


@pytest.fixture
def database(sqlite_database: str) -> str:
    """Rows do not differ."""
    return sqlite_database


@pytest.mark.parametrize(
    ("act", "why"),
    [
        ("accept", "This gift is not held for review."),
        ("reject", "This gift is not held for review."),
        ("cancel", "There is nothing to cancel any more."),
        ("refund-by-hand", "goes back the same way"),
    ],
)
def test_an_act_that_the_gift_does_not_allow_is_refused_before_it_is_promised(
    story: Story, hires: Callable[..., Colleague], act: str, why: str
) -> None:
    story.gives("50.00")
    where = f"/staff/donations/{story.donations()[0]['reference']}/{act}"
    answer = hires("accountant").signs_in().opens(where)
    assert (answer.status_code, why in answer.text, 'class="ask' in answer.text) == (422, True, False)


def test_a_gift_that_went_back_cannot_be_given_back_once_more(story: Story, hires: Callable[..., Colleague]) -> None:
    kim = hires("accountant").signs_in()
    story.visitor().starts("20.00")
    where = f"/staff/donations/{story.donations()[0]['reference']}/refund"
    assert "Only a gift that was received" in kim.opens(where).text
    story.gives("50.00")
    where = f"/staff/donations/{story.donations()[1]['reference']}/refund"
    kim.sends(where, {"amount": "50", "seen_left": "50.00", "reason": "asked"}, page=where)
    assert "Nothing is left of this gift" in kim.opens(where).text
