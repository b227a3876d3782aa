"""A donation that was held: accepted it counts with the money that came, rejected all of it goes back."""

from typing import Any

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.core.errors import Refused
from donations.core.money import Money
from donations.giving.by_hand.review_held import accept_held, reject_held
from donations.giving.desk_models import HeldReview
from donations.giving.models import Donation
from donations.reporting.needs_attention import WaitsFor, count_by_kind, count_waiting, waiting_for_a_person
from tests.flows.desk import Desk
from tests.flows.made_up_events import changed, event_of, pays_again
from tests.story import Story, Visitor


@pytest.fixture
def visitor(story: Story) -> Visitor:
    """Somebody who has paid 50,00 zł; the provider's word of it is still on its way."""
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    return visitor


@pytest.fixture
def desk(story: Story) -> Desk:
    return Desk(story)


def pays_wrongly_twice(story: Story) -> list[dict[str, Any]]:
    """45 zł each time, half an hour apart; what the provider will say of each."""
    shown = []
    for _ in range(2):
        payment = pays_again(story, Money(4500, "PLN"))
        events = story.sandbox.events("payment_intent.succeeded")
        shown += [event for event in events if event["data"]["object"]["id"] == payment]
        story.waits(minutes=30)
    return shown


def decisions(story: Story) -> list[tuple[str | None, str | None]]:
    """What each donation is held for, and what was decided, the oldest donation first."""
    requested = select(Donation.held_reason, HeldReview.decision).outerjoin(HeldReview)
    with story.inside():
        return [(held, decision) for held, decision in session.execute(requested.order_by(Donation.id))]


def is_told(story: Story, **shown: object) -> None:
    story.tells(changed(event_of(story, "payment_intent.succeeded"), its_object=shown))
    story.drains()
    story.settles()


def test_another_amount_that_is_accepted_is_the_amount_of_the_donation(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    is_told(story, amount_received=4500)
    with story.inside():
        waiting = [each.waits_for for each in waiting_for_a_person()]
    with desk.with_donation() as donation:
        accept_held(donation, by=desk.id, note="the bank kept a fee")
    story.drains()

    assert waiting == ["review"]
    [held] = story.donations()
    assert (held["status"], held["held"], held["amount"]) == ("settled", None, Money(4500, "PLN"))
    assert [(amount, state) for _, amount, state in story.receipts()] == [(4500, "valid")]
    assert story.kinds_of_letters() == ["thank_you"]
    assert desk.trail() == ["donation.accepted"]
    assert story.broken_invariants() == []


def test_another_currency_that_is_accepted_is_the_currency_of_the_donation(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    is_told(story, currency="eur")
    with desk.with_donation() as donation:
        accept_held(donation, by=desk.id, note="as the supporter said")
    story.drains()

    assert story.donations()[0]["amount"] == Money(5000, "EUR")
    assert story.broken_invariants() == []


def test_a_second_payment_that_is_accepted_is_a_donation_with_a_receipt_of_its_own(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    story.settles()
    story.waits(minutes=1)
    pays_again(story, Money(5000, "PLN"))
    story.settles()
    with desk.with_donation(1) as donation:
        accept_held(donation, by=desk.id, note="meant so")
    story.drains()

    assert story.statuses() == ["settled", "settled"]
    assert [(amount, state) for _, amount, state in story.receipts()] == [(5000, "valid"), (5000, "valid")]
    assert story.broken_invariants() == []


def test_a_rejected_donation_goes_back_and_never_counts(story: Story, visitor: Visitor, desk: Desk) -> None:
    is_told(story, amount_received=4500)
    with desk.with_donation() as donation:
        reject_held(donation, by=desk.id, note="not what was agreed")
    story.settles()

    assert story.statuses() == ["processing"]
    assert visitor.sees() == "returned"
    assert desk.refunds() == [(4500, "succeeded")]
    assert story.receipts() == []
    assert desk.trail() == ["donation.rejected", "donation.refund_requested"]
    with story.inside():
        assert waiting_for_a_person() == []
    assert story.broken_invariants() == []


def test_after_a_rejected_payment_the_right_one_still_counts(story: Story, visitor: Visitor, desk: Desk) -> None:
    odd = pays_again(story, Money(2500, "PLN"))
    for event in [event for event in story.sandbox.events() if event["data"]["object"].get("id") == odd]:
        story.tells(event)
    story.drains()
    with desk.with_donation() as donation:
        reject_held(donation, by=desk.id, note="half of it only")
    story.settles()

    assert story.payments_of_donations() == {visitor.payment_id: "settled", odd: "held"}
    assert [(amount, state) for _, amount, state in story.receipts()] == [(5000, "valid")]
    assert story.broken_invariants() == []


@pytest.mark.both_databases
def test_the_same_wrong_sum_once_more_waits_for_a_decision_of_its_own(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    first, second = pays_wrongly_twice(story)
    story.tells(first)
    story.drains()
    with desk.with_donation() as donation:
        reject_held(donation, by=desk.id, note="not what was agreed")
    story.drains()
    story.tells(second)
    story.drains()

    assert decisions(story) == [("amount_differs", "rejected"), ("paid_twice", None)]
    with story.inside():
        assert [each.waits_for for each in waiting_for_a_person()] == ["review"]
    assert desk.refunds() == [(4500, "succeeded")]
    assert story.broken_invariants() == []


def test_a_decision_goes_with_its_payment_when_an_earlier_one_is_told_later(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    first, second = pays_wrongly_twice(story)
    story.tells(second)
    story.drains()
    with desk.with_donation() as donation:
        reject_held(donation, by=desk.id, note="not what was agreed")
    story.drains()
    story.tells(first)
    story.drains()

    assert decisions(story) == [("amount_differs", None), ("paid_twice", "rejected")]
    with story.inside():
        assert [each.waits_for for each in waiting_for_a_person()] == ["review"]
    assert desk.refunds() == [(4500, "succeeded")]
    assert story.broken_invariants() == []


def test_money_of_a_rejected_donation_that_a_bank_gave_back_to_us_waits_for_a_person(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    is_told(story, amount_received=4500)
    dispute = story.sandbox.dispute(visitor.payment_id)
    story.settles()
    with desk.with_donation() as donation:
        reject_held(donation, by=desk.id, note="the bank has it")
    story.sandbox.close_dispute(dispute["id"], "won")
    story.settles()
    with story.inside():
        waiting = [(each.waits_for, each.amount) for each in waiting_for_a_person()]
        counted = count_waiting(), count_by_kind()[WaitsFor.REFUND].count
    broken = story.broken_invariants()
    desk.asks_back(4500)
    story.settles()

    assert (waiting, counted) == ([("refund", Money(4500, "PLN"))], (1, 1))
    assert [line for line in broken if "rejected gift" in line] == broken != []
    with story.inside():
        assert waiting_for_a_person() == []
    assert story.broken_invariants() == []


def test_a_rejected_donation_whose_refund_failed_can_be_given_back_again(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    is_told(story, amount_received=4500)
    with desk.with_donation() as donation:
        reject_held(donation, by=desk.id, note="not what was agreed")
    story.settles()
    story.sandbox.fail_refund(desk.sent_to_provider()[0]["id"])
    story.settles()
    desk.asks_back(4500, "the first one came back")
    story.settles()

    assert desk.refunds() == [(4500, "failed"), (4500, "succeeded")]


def test_two_decisions_are_one(story: Story, visitor: Visitor, desk: Desk) -> None:
    is_told(story, amount_received=4500)
    with desk.with_donation() as donation:
        reject_held(donation, by=desk.id, note="not what was agreed")
    with pytest.raises(Refused, match="already"), desk.with_donation() as donation:
        accept_held(donation, by=desk.id, note="or yes")


@pytest.mark.parametrize("decide", [accept_held, reject_held])
def test_a_decision_needs_a_note_and_a_held_donation(story: Story, visitor: Visitor, desk: Desk, decide) -> None:
    with pytest.raises(Refused, match="not held"), desk.with_donation() as donation:
        decide(donation, by=desk.id, note="why not")
    is_told(story, amount_received=4500)
    with pytest.raises(Refused, match="note"), desk.with_donation() as donation:
        decide(donation, by=desk.id, note=" ")
