"""A plan is begun by what was paid for, once, on the day it is where the foundation is."""

from datetime import UTC, datetime

import pytest
import time_machine

from donations.payments.stripe_gateway import StripeGateway
from tests.flows.made_up_events import changed, event_of
from tests.plans import gives_monthly, goes_on, instalments, plans
from tests.story import Story


def test_a_form_nobody_paid_for_begins_nothing(story: Story) -> None:
    gives_monthly(story, outcome="abandon")
    story.waits(hours=2)
    story.settles()

    assert plans(story) == []
    assert story.statuses() == ["expired"]


@pytest.mark.parametrize("frequency", ["monthly", "yearly"])
def test_a_rhythm_of_the_form_is_that_of_the_plan(story: Story, frequency: str) -> None:
    gives_monthly(story, frequency=frequency)
    assert plans(story)[0]["interval"] == frequency
    assert plans(story)[0]["next"] == {"monthly": "2026-12-10", "yearly": "2027-11-10"}[frequency]


def test_costs_that_are_covered_stay_covered(story: Story) -> None:
    gives_monthly(story, "50.00", cover_costs="y")
    goes_on(story, 31)
    assert [donation["amount"].plain() for donation in story.donations()] == ["51.78"] * 2
    assert story.broken_invariants() == []


def test_begun_on_the_31st_it_comes_on_the_last_day_of_each_month(story: Story, clock: time_machine.Traveller) -> None:
    clock.move_to(datetime(2027, 1, 31, 11, 0, tzinfo=UTC))
    gives_monthly(story)
    for _ in range(4):
        story.waits(days=31)
        story.settles()

    days = ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]
    assert [day for day, _, _ in instalments(story)] == days
    assert story.broken_invariants() == []


def test_begun_a_minute_before_midnight_each_day_is_counted_where_the_foundation_is(
    story: Story, clock: time_machine.Traveller
) -> None:
    """The provider counts in UTC: in summer its 22:59 is the next day in Warsaw, and stands for the day before."""
    clock.move_to(datetime(2027, 1, 31, 22, 59, tzinfo=UTC))
    gives_monthly(story)
    for _ in range(4):
        story.waits(days=31)
        story.settles()

    days = [day for day, _, _ in instalments(story)]
    assert days == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]
    assert story.broken_invariants() == []


def test_a_second_plan_for_one_form_waits_for_a_person(story: Story) -> None:
    gives_monthly(story)
    begun = event_of(story, "customer.subscription.created")
    story.tells(changed(begun, its_object={"id": "sub_another"}))
    story.settles()

    assert len(plans(story)) == 1
    parked = [reason for state, reason in story.events().values() if state == "parked"]
    assert [str(reason)[:11] for reason in parked] == ["cannot be: "]


def test_a_plan_of_somebody_else_is_never_ours(story: Story) -> None:
    gives_monthly(story)
    begun = event_of(story, "customer.subscription.created")
    story.tells(changed(begun, its_object={"id": "sub_foreign", "metadata": {}}))
    story.drains_until_nothing_is_owed()

    assert len(plans(story)) == 1
    assert [reason for state, reason in story.events().values() if reason and "not ours" in reason]


def test_the_providers_gateway_knows_the_plan(story: Story) -> None:
    gives_monthly(story)
    gateway = StripeGateway("sk_test_sandbox", http_client=story.sandbox.http_client())
    seen = gateway.find_plan(str(story.sandbox.all("subscription")[0]["id"]))
    assert (seen.months, seen.amount.plain(), seen.ended_at, seen.is_paused) == (1, "50.00", None, False)
