"""The demo has donations that look like a standing order nobody recorded."""

import pytest

from donations.demo.regular_donations import add_bank_donations
from tests.flows.desk import Desk
from tests.standing_orders import guesses
from tests.story import Story


@pytest.mark.parametrize("days", [0, 2, 21])
def test_they_are_found_at_the_desk_once_whatever_day_it_is(story: Story, days: int) -> None:
    story.waits(days=days)
    desk = Desk(story)
    for _ in range(2):
        with desk.at_work():
            add_bank_donations()
    story.drains()
    assert [(amount, rhythm, donations) for amount, rhythm, _, donations in guesses(desk)] == [("80.00", "monthly", 6)]
    assert (story.kinds_of_letters(), story.receipts(), story.broken_invariants()) == ([], [], [])
