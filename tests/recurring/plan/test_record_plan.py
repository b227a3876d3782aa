"""Standing orders and pledges, recorded by staff: each date once, and over when all have come."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.core.errors import Refused
from donations.core.money import Money
from donations.funds.queries import open_funds
from donations.giving.by_hand.record_donation import Giver
from donations.giving.models import Donation
from donations.recurring.changes import change_request as wanted
from donations.recurring.changes.request_change import Asker, ask_for_change
from donations.recurring.instalments.record_instalment import CameIn, dates_to_record, record_instalment
from donations.recurring.models import RecurringPlan
from donations.recurring.plan.record_plan import NewPlan, record_plan
from donations.recurring.queries import plan_of_donation
from donations.recurring.reasons import AskedBy
from donations.recurring.states import Interval
from tests.flows.desk import Desk
from tests.plans import instalments, plans
from tests.story import Story

FIFTY = Money(5000, "PLN")
NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 5), date(2026, 12, 5), date(2027, 1, 5)


def recorded(desk: Desk, **given: Any) -> UUID:
    with desk.at_work():
        usual = NewPlan(
            Giver("Ewa Lis", "pl", "ewa@example.org"), FIFTY, Interval.MONTHLY, NOVEMBER, open_funds()[0].id
        )
        return record_plan(replace(usual, **given), by=desk.id).id


def came(desk: Desk, on: date, amount: Money = FIFTY, due_on: date | None = None) -> None:
    with desk.at_work():
        record_instalment(session.scalars(select(RecurringPlan)).one(), CameIn(amount, on, due_on), by=desk.id)
    desk.story.drains()


def test_what_came_is_a_donation_with_a_receipt_and_the_next_date_follows(story: Story, desk: Desk) -> None:
    recorded(desk)
    came(desk, NOVEMBER)

    assert instalments(story) == [("2026-11-05", "settled", "settled")]
    assert plans(story)[0]["next"] == "2026-12-05"
    assert len(story.receipts()) == 1
    assert story.broken_invariants() == []
    with story.inside():
        [donation] = session.scalars(select(Donation))
        assert (donation.frequency, donation.donor_email) == ("monthly", "ewa@example.org")
        found = plan_of_donation(donation.id)
        assert found
        assert found.supporter_id == donation.supporter_id
    assert desk.trail() == ["plan.recorded", "donation.recorded"]


def test_one_date_is_recorded_once(story: Story, desk: Desk) -> None:
    recorded(desk)
    came(desk, NOVEMBER)
    with pytest.raises(Refused, match="recorded already"):
        came(desk, NOVEMBER, due_on=NOVEMBER)
    assert len(instalments(story)) == 1


def test_an_instalment_passed_over_may_still_be_recorded(story: Story, desk: Desk) -> None:
    recorded(desk, instalments=3)
    came(desk, NOVEMBER)
    story.waits(days=70)
    came(desk, JANUARY, due_on=JANUARY)
    with story.inside():
        offered = dates_to_record(session.scalars(select(RecurringPlan)).one())
    assert offered == [DECEMBER, date(2027, 2, 5)]
    came(desk, JANUARY, due_on=DECEMBER)
    assert plans(story)[0]["status"] == "ended"


def test_a_date_the_plan_does_not_have_is_refused(story: Story, desk: Desk) -> None:
    recorded(desk)
    with pytest.raises(Refused, match="not due on that day"):
        came(desk, NOVEMBER, due_on=date(2026, 11, 6))


def test_a_pledge_is_over_when_the_last_one_came(story: Story, desk: Desk) -> None:
    recorded(desk, instalments=3)
    story.waits(days=70)
    for day in (NOVEMBER, DECEMBER, JANUARY):
        came(desk, day)

    assert (plans(story)[0]["status"], plans(story)[0]["reason"]) == ("ended", "completed")
    with pytest.raises(Refused, match="ended already"):
        came(desk, JANUARY)
    story.drains_until_nothing_is_owed()
    assert story.kinds_of_letters() == ["thank_you", "thank_you", "thank_you", "plan_ended"]
    assert story.broken_invariants() == []


def test_recorded_out_of_order_a_pledge_ends_as_well(story: Story, desk: Desk) -> None:
    recorded(desk, instalments=3)
    story.waits(days=70)
    for due, day in ((JANUARY, JANUARY), (NOVEMBER, NOVEMBER), (DECEMBER, DECEMBER)):
        came(desk, day, due_on=due)
    assert plans(story)[0]["reason"] == "completed"
    assert story.broken_invariants() == []


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (wanted.amount(Money(7000, "PLN")), {"amount": "70.00"}),
        (wanted.interval(Interval.QUARTERLY), {"interval": "quarterly"}),
        (wanted.next_collection(date(2026, 12, 20)), {"next": "2026-12-20"}),
        (wanted.leave_out(), {"status": "paused", "next": "2027-01-05"}),
        (wanted.pause(3), {"status": "paused", "next": "2027-03-05"}),
        (wanted.cancel(), {"status": "cancelled", "next": None, "reason": "staff"}),
    ],
)
def test_a_change_of_a_standing_order_is_in_force_at_once(
    story: Story, desk: Desk, change: wanted.Wanted, after: dict[str, Any]
) -> None:
    recorded(desk)
    came(desk, NOVEMBER)
    with desk.at_work():
        plan = session.scalars(select(RecurringPlan)).one()
        ask_for_change(plan, change, Asker(AskedBy.STAFF, desk.id, "on the telephone"))
    story.drains()

    assert {name: plans(story)[0][name] for name in after} == after
    assert story.broken_invariants() == []
    assert desk.trail()[-1] == "plan.change_asked"


def test_a_pause_of_a_standing_order_ends_on_its_day(story: Story, desk: Desk) -> None:
    recorded(desk)
    came(desk, NOVEMBER)
    with desk.at_work():
        plan = session.scalars(select(RecurringPlan)).one()
        ask_for_change(plan, wanted.pause(1), Asker(AskedBy.STAFF, desk.id, "asked for it"))
    assert plans(story)[0]["status"] == "paused"
    story.waits(days=31)
    story.starts_schedule()

    assert plans(story)[0]["status"] == "active"
    assert story.broken_invariants() == []


def test_staff_say_why(story: Story, desk: Desk) -> None:
    recorded(desk)
    with desk.at_work():
        plan = session.scalars(select(RecurringPlan)).one()
        with pytest.raises(Refused, match="say why"):
            ask_for_change(plan, wanted.cancel(), Asker(AskedBy.STAFF, desk.id, "  "))


@pytest.mark.parametrize(
    "given",
    [
        {"amount": Money(0, "PLN")},
        {"giver": Giver(" ", "pl")},
        {"first_on": date(1999, 1, 1)},
        {"first_on": date(2099, 1, 1)},
        {"instalments": 0},
    ],
)
def test_what_is_no_plan_is_refused(story: Story, desk: Desk, given: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        recorded(desk, **given)
    assert plans(story) == []
