"""Money that is not what was asked for, or comes twice: it never counts by itself, a person decides."""

import pytest

from donations.core.money import Money
from tests.flows.made_up_events import changed, event_of, pays_again
from tests.story import Story, Visitor

HALF = Money(2500, "PLN")


@pytest.fixture
def visitor(story: Story) -> Visitor:
    """Somebody who has paid 50,00 zł; the provider's word of it is still on its way."""
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    return visitor


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ({"amount_received": 4999}, "a grosz too little"),
        ({"amount_received": 5001}, "a grosz too much"),
        ({"currency": "eur"}, "euros for złotys"),
        ({"amount_received": 500000}, "a hundred times as much"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_another_amount_or_currency_is_held_and_never_settled(story: Story, visitor: Visitor, told, what) -> None:
    story.tells(changed(event_of(story, "payment_intent.succeeded"), its_object=told))
    story.drains()
    story.settles()

    [donation] = story.donations()
    assert (donation["status"], donation["held"]) == ("processing", "amount_differs"), what
    assert visitor.sees() == "held"
    assert story.receipts() == []
    assert story.mailbox.letters == []
    assert story.broken_invariants() == []


def test_a_payment_of_nothing_counts_for_nothing(story: Story, visitor: Visitor) -> None:
    event = changed(event_of(story, "payment_intent.succeeded"), its_object={"amount_received": 0})
    story.tells(event)
    story.drains()

    assert story.events()[event["id"]][0] == "parked"
    assert story.statuses() == ["started"]


def test_a_held_donation_stays_held_when_told_again(story: Story, visitor: Visitor) -> None:
    odd = event_of(story, "payment_intent.succeeded")
    for _ in range(2):
        story.tells(changed(odd, its_object={"amount_received": 1}))
    story.drains_until_nothing_is_owed()

    assert [donation["held"] for donation in story.donations()] == ["amount_differs"]
    assert story.receipts() == []


def test_a_held_donation_is_no_reason_to_expire(story: Story, visitor: Visitor) -> None:
    story.tells(changed(event_of(story, "payment_intent.succeeded"), its_object={"amount_received": 1}))
    story.drains()
    story.starts_schedule()
    story.waits(minutes=80)
    story.drains()

    assert visitor.sees() == "held"


def test_a_second_payment_is_a_donation_of_its_own_and_held(story: Story, visitor: Visitor) -> None:
    story.settles()
    story.waits(minutes=1)
    pays_again(story, Money(5000, "PLN"))
    story.settles()

    assert [(donation["status"], donation["held"]) for donation in story.donations()] == [
        ("settled", None),
        ("processing", "paid_twice"),
    ]
    assert [state for *_, state in story.receipts()] == ["valid"]
    assert story.kinds_of_letters() == ["thank_you"]
    assert story.broken_invariants() == []


def test_the_first_of_two_payments_counts_also_when_it_is_told_last(story: Story, visitor: Visitor) -> None:
    story.waits(minutes=1)
    second = pays_again(story, Money(5000, "PLN"))
    told = story.sandbox.events()
    for event in [event for event in told if event["data"]["object"].get("id") == second]:
        story.tells(event)
    story.drains()
    story.settles()
    story.drains_until_nothing_is_owed()

    assert story.payments_of_donations() == {visitor.payment_id: "settled", second: "held"}
    assert visitor.payment_id in story.words_of_valid_receipts()
    assert story.broken_invariants() == []


def test_a_wrong_amount_gives_way_to_the_right_one(story: Story, visitor: Visitor) -> None:
    odd = pays_again(story, HALF)
    for event in [event for event in story.sandbox.events() if event["data"]["object"].get("id") == odd]:
        story.tells(event)
    story.drains()
    held_first = [donation["held"] for donation in story.donations()]
    story.settles()

    assert held_first == ["amount_differs"]
    assert story.payments_of_donations() == {visitor.payment_id: "settled", odd: "held"}
    assert [(amount, state) for _, amount, state in story.receipts()] == [(5000, "valid")]
    assert story.broken_invariants() == []


def test_the_second_payment_returned_leaves_the_first_and_its_receipt_alone(story: Story, visitor: Visitor) -> None:
    story.settles()
    story.waits(minutes=1)
    second = pays_again(story, Money(5000, "PLN"))
    story.sandbox.refund(second)
    story.settles()

    assert story.payments_of_donations() == {visitor.payment_id: "settled", second: "held"}
    assert story.receipts() == [("SANDBOX-D/2026/000001", 5000, "valid")]
    assert story.broken_invariants() == []


def test_a_refund_of_the_second_payment_told_before_its_success_is_not_taken_from_the_first(
    story: Story, visitor: Visitor
) -> None:
    story.settles()
    story.waits(minutes=1)
    second = pays_again(story, Money(5000, "PLN"))
    story.sandbox.refund(second)
    order = ["charge.succeeded", "refund.created", "payment_intent.succeeded"]
    for kind in order:
        story.tells(event_of(story, kind))
        story.drains()
    story.settles()

    assert story.receipts() == [("SANDBOX-D/2026/000001", 5000, "valid")]
    assert story.kinds_of_letters() == ["thank_you"]
    assert story.broken_invariants() == []
