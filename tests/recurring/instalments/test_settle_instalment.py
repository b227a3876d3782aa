"""Once for each period, whatever comes in whatever order; what is too much is held."""

from typing import Any

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.giving.by_hand.review_held import accept_held, reject_held
from donations.giving.models import Donation
from tests.flows.desk import Desk
from tests.flows.made_up_events import changed, event_of
from tests.plans import gives_monthly, instalments, plans
from tests.story import Story

Event = dict[str, Any]


def another_invoice(story: Story, shift: int = 0) -> list[Event]:
    """As if the provider had collected the first period once more, some seconds later and `shift` days moved."""
    finalized, paid = event_of(story, "invoice.finalized"), event_of(story, "invoice_payment.paid")
    lines = finalized["data"]["object"]["lines"]
    period = {name: moment + shift * 86_400 for name, moment in lines["data"][0]["period"].items()}
    again = {**lines, "data": [{**lines["data"][0], "period": period}]}
    seconds = paid["created"] + 60
    return [
        changed(finalized, its_object={"id": "in_again", "lines": again, "billing_reason": "subscription_cycle"}),
        changed(
            paid,
            its_object={"invoice": "in_again", "payment": {"type": "payment_intent", "payment_intent": "pi_again"}},
            created=seconds,
        ),
    ]


@pytest.mark.parametrize("shift", [0, 10])
def test_money_for_a_period_that_is_paid_is_held_as_a_donation_of_its_own(story: Story, shift: int) -> None:
    gives_monthly(story)
    for event in another_invoice(story, shift):
        story.tells(event)
        story.settles()

    assert sorted(status for _, status, _ in instalments(story)) == ["held", "settled"]
    first = str(story.sandbox.all("payment_intent")[0]["id"])
    assert story.payments_of_donations() == {"pi_again": "held", first: "settled"}
    assert story.broken_invariants() == []


def test_told_before_the_first_it_is_still_the_second(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00", frequency="monthly")
    visitor.pays()
    for event in another_invoice(story):
        story.tells(event)
        story.drains()
    assert instalments(story) == []  # the plan's calendar is not known yet
    story.settles()
    story.drains_a_while(minutes=10)

    held = story.payments_of_donations()
    assert held == {"pi_again": "held", str(story.sandbox.all("payment_intent")[0]["id"]): "settled"}
    assert story.broken_invariants() == []


def test_a_held_instalment_counts_when_a_person_accepts_it(story: Story, desk: Desk) -> None:
    with_too_little(story)
    assert [status for _, status, _ in instalments(story)] == ["held"]
    with desk.with_donation() as donation:
        accept_held(donation, by=desk.id, note="agreed on the telephone")
    story.settles()

    assert instalments(story) == [("2026-11-10", "settled", "settled")]
    assert story.broken_invariants() == []


def test_a_held_instalment_that_is_rejected_never_counts(story: Story, desk: Desk) -> None:
    with_too_little(story)
    with desk.with_donation() as donation:
        reject_held(donation, by=desk.id, note="not what was agreed")
    story.settles()

    assert [status for _, status, _ in instalments(story)] == ["held"]
    assert plans(story)[0]["status"] == "active"


def with_too_little(story: Story) -> None:
    """The first instalment brings 40 where 50 were asked for."""
    visitor = story.visitor()
    visitor.starts("50.00", frequency="monthly")
    visitor.pays()
    for event in story.sandbox.events():
        is_money = event["type"] == "invoice_payment.paid"
        story.tells(changed(event, its_object={"amount_paid": 4000}) if is_money else event)
    story.drains()


def test_a_payment_told_by_its_charge_alone_waits_for_its_instalment(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00", frequency="monthly")
    visitor.pays()
    for kind in ("payment_intent.succeeded", "charge.succeeded"):
        story.tells(event_of(story, kind))
    story.drains()
    assert story.statuses() == ["started"]
    story.settles()
    story.drains_a_while(minutes=5)

    with story.inside():
        assert session.scalars(select(Donation.status)).all() == ["settled"]
    assert {state for state, _ in story.events().values()} <= {"applied", "ignored"}
