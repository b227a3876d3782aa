"""Told again and again, there is one valid receipt over what is left."""

from donations.core.database import session, transaction
from donations.giving.events import DonationSettled
from donations.giving.models import Refund
from donations.receipts.align_receipt import align_receipt
from donations.receipts.queries import valid_receipt
from tests.receipts.settled_gifts import LINKS, gift_of, settled
from tests.story import Story


def align(story: Story) -> None:
    with story.inside(), transaction():
        align_receipt(DonationSettled(gift_of("ann").id), links=LINKS)


def test_aligning_again_changes_nothing(story: Story) -> None:
    settled(story, "ann")
    for _ in range(3):
        align(story)

    assert [(amount, state) for _, amount, state in story.receipts()] == [(5000, "valid")]


def test_aligning_after_several_refunds_takes_one_step(story: Story) -> None:
    settled(story, "ann")
    align(story)
    payment_id = story.payment_id()
    for amount in (1000, 500):
        story.sandbox.refund(payment_id, amount)
    story.delivers()
    with story.inside():
        story.applies_events()
    align(story)
    align(story)

    assert [(amount, state) for _, amount, state in story.receipts()] == [(5000, "void"), (3500, "valid")]


def test_a_gift_that_is_not_settled_gets_no_receipt(story: Story) -> None:
    story.visitor().starts("50.00", email="ann@example.org")
    align(story)

    assert story.receipts() == []


def test_more_returned_than_given_leaves_no_receipt(story: Story) -> None:
    """It cannot be; and should it ever, no receipt over less than nothing is tried."""
    settled(story, "ann")
    align(story)
    story.sandbox.refund(story.payment_id())
    story.delivers()
    with story.inside():
        story.applies_events()
        with transaction():
            session.query(Refund).one().amount_minor = 9000
    align(story)

    assert [state for *_, state in story.receipts()] == ["void"]
    with story.inside():
        assert valid_receipt(gift_of("ann").id) is None
