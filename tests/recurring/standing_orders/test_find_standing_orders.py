"""Donations that were here before the service looked at them are found by the clock, some supporters at a
time.
"""

from datetime import date

import pytest

from donations.funds.queries import open_funds
from donations.giving.by_hand.record_donation import DonationByHand, Giver, record_donations
from donations.giving.desk_models import ManualMethod
from donations.recurring.standing_orders import find_standing_orders
from tests.flows.desk import Desk
from tests.standing_orders import FIFTY, guesses
from tests.story import Story

pytestmark = pytest.mark.both_databases

DAYS = (date(2026, 9, 10), date(2026, 10, 12), date(2026, 11, 10))


def recorded_before(desk: Desk, *emails: str) -> None:
    """As earlier versions did: nobody looked at them."""
    with desk.at_work():
        fund = open_funds()[0].id
        donations = [
            DonationByHand(Giver("Ewa Lis", "pl", email), FIFTY, ManualMethod.BANK_TRANSFER, day, fund)
            for email in emails
            for day in DAYS
        ]
        record_donations(donations, by=desk.id)


def test_all_are_found_however_few_are_looked_at_together(
    story: Story, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find_standing_orders, "SOME", 2)
    recorded_before(desk, *(f"ewa{number}@example.org" for number in range(5)))
    assert guesses(desk) == []
    story.starts_schedule()
    story.drains_a_while(minutes=5)
    assert guesses(desk) == [("50.00", "monthly", "2026-09-10", 3)] * 5
    assert story.broken_invariants() == []


def test_looked_at_again_nothing_is_asked_twice(story: Story, desk: Desk) -> None:
    recorded_before(desk, "ewa@example.org")
    for _month in range(2):
        story.starts_schedule()
        story.waits(days=30)
    assert len(guesses(desk)) == 1
