"""A donation by hand that fits a standing order we know is counted in it; in doubt it is left for a person."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.core.money import Money
from donations.funds.queries import all_funds
from donations.giving.by_hand.record_donation import Giver
from donations.giving.desk_models import ManualMethod, ManualRecord
from donations.giving.models import Donation
from donations.recurring.standing_orders.find_standing_orders import Fit, fits, plans_for
from tests.flows.desk import Desk
from tests.plans import instalments, plans
from tests.standing_orders import FIFTY, comes, promises, rhythms
from tests.story import Story

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 5), date(2026, 10, 5), date(2026, 11, 5)


def offered(desk: Desk, donation_id: UUID) -> list[Fit]:
    """What the donation's page asks about it."""
    with desk.story.inside():
        donation, record = session.get_one(Donation, donation_id), session.get(ManualRecord, donation_id)
        assert record
        return fits(donation, record, plans_for(donation, record))


def test_what_was_promised_and_came_near_its_day_is_the_instalment(story: Story, desk: Desk) -> None:
    promises(desk, OCTOBER)
    comes(desk, date(2026, 10, 6), date(2026, 11, 9))
    story.drains()

    assert instalments(story) == [("2026-10-05", "settled", "settled"), ("2026-11-05", "settled", "settled")]
    assert (plans(story)[0]["next"], rhythms(desk)) == ("2026-12-05", ["monthly", "monthly"])
    shown = ["donation.recorded", "donation.counted_as_instalment"]
    assert desk.trail() == ["plan.recorded", *shown, *shown]
    assert story.kinds_of_letters() == ["thank_you", "thank_you"]
    assert story.broken_invariants() == []


def test_a_second_donation_of_the_month_is_one_by_itself(story: Story, desk: Desk) -> None:
    promises(desk, OCTOBER)
    comes(desk, OCTOBER, date(2026, 10, 7))
    assert rhythms(desk) == ["monthly", "once"]
    assert story.broken_invariants() == []


def test_a_month_that_was_missed_stays_open(story: Story, desk: Desk) -> None:
    promises(desk, SEPTEMBER)
    comes(desk, SEPTEMBER, NOVEMBER)
    assert [day for day, *_ in instalments(story)] == ["2026-09-05", "2026-11-05"]
    comes(desk, OCTOBER)
    assert [day for day, *_ in instalments(story)] == ["2026-09-05", "2026-10-05", "2026-11-05"]
    assert plans(story)[0]["next"] == "2026-12-05"


def test_the_last_of_a_pledge_ends_it(story: Story, desk: Desk) -> None:
    promises(desk, OCTOBER, instalments=2)
    comes(desk, OCTOBER, NOVEMBER)
    story.drains_until_nothing_is_owed()
    assert (plans(story)[0]["status"], plans(story)[0]["reason"]) == ("ended", "completed")
    assert story.kinds_of_letters() == ["thank_you", "thank_you", "plan_ended"]
    assert story.broken_invariants() == []


@pytest.mark.parametrize(
    "given",
    [
        {"amount": Money(6000, "PLN")},
        {"method": ManualMethod.CHEQUE},
        {"fund_id": "another"},
    ],
)
def test_in_doubt_it_is_offered_and_not_counted(story: Story, desk: Desk, given: dict[str, Any]) -> None:
    promises(desk, NOVEMBER)
    if "fund_id" in given:
        with story.inside():
            given = {"fund_id": all_funds()[1].id}
    [donation] = comes(desk, NOVEMBER, **given)
    assert rhythms(desk) == ["once"]
    assert [(fit.due_on, fit.is_sure) for fit in offered(desk, donation)] == [(NOVEMBER, False)]


def test_of_two_standing_orders_a_person_chooses(story: Story, desk: Desk) -> None:
    promises(desk, NOVEMBER)
    promises(desk, date(2026, 11, 7))
    [donation] = comes(desk, date(2026, 11, 6))
    assert rhythms(desk) == ["once"]
    assert [fit.due_on for fit in offered(desk, donation)] == [NOVEMBER, date(2026, 11, 7)]


@pytest.mark.parametrize(
    ("day", "given"),
    [
        (date(2026, 10, 20), {}),  # of no date
        (SEPTEMBER, {}),  # before it began
        (NOVEMBER, {"amount": Money(5000, "EUR")}),
        (NOVEMBER, {"giver": Giver("Jan Żak", "pl", "jan@example.org")}),
        (NOVEMBER, {"giver": Giver("Ewa Lis", "pl")}),  # perhaps another Ewa: nothing says who it is
    ],
)
def test_what_does_not_fit_is_no_question(desk: Desk, day: date, given: dict[str, Any]) -> None:
    promises(desk, OCTOBER)
    [donation] = comes(desk, day, **given)
    assert (rhythms(desk), offered(desk, donation)) == (["once"], [])


def test_an_instalment_is_not_offered_again(desk: Desk) -> None:
    promises(desk, NOVEMBER)
    [donation] = comes(desk, NOVEMBER)
    assert offered(desk, donation) == []


def test_a_form_sent_twice_counts_one(story: Story, desk: Desk) -> None:
    promises(desk, OCTOBER)
    comes(desk, OCTOBER)
    with story.inside():
        assert session.scalar(select(Donation.amount)) == FIFTY
    assert len(instalments(story)) == 1
