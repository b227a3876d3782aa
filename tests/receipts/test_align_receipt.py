"""Told again and again, there is one valid receipt over what is left."""

from sqlalchemy import select

from donations.core.database import session, transaction
from donations.core.drain import retry_parked
from donations.core.outbox import Owed
from donations.giving.events import DonationSettled
from donations.giving.models import Refund
from donations.organisation.queries import the_organisation
from donations.receipts.align_receipt import align_receipt
from donations.receipts.queries import valid_receipt
from tests.receipts.settled_donations import LINKS, donation_of, settled
from tests.story import Story


def address_is_needed(story: Story, *, is_needed: bool) -> None:
    with story.inside(), transaction():
        the_organisation().receipt_needs_address = is_needed


def align(story: Story) -> None:
    with story.inside(), transaction():
        align_receipt(DonationSettled(donation_of("ann").id), links=LINKS)


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


def test_a_receipt_over_too_much_becomes_void_also_when_no_other_can_be_issued(story: Story) -> None:
    settled(story, "ann")
    story.drains()
    address_is_needed(story, is_needed=True)
    story.sandbox.refund(story.payment_id(), 2000)
    story.settles()
    at_once = story.receipts()
    story.drains_until_nothing_is_owed()

    assert [(amount, state) for _, amount, state in at_once] == [(5000, "void")]
    broken = story.broken_invariants()
    assert any("exactly one valid receipt" in line for line in broken)
    assert not any("No valid receipt" in line for line in broken)
    with story.inside():
        parked = session.scalars(select(Owed)).one()
        assert (parked.reaction, bool(parked.parked_at)) == ("align receipt", True)
        assert "donor_address" in (parked.last_error or "")

    address_is_needed(story, is_needed=False)
    with story.inside(), transaction():
        retry_parked(session.scalars(select(Owed.id)).one())
    story.drains()
    assert [(number[-1], amount, state) for number, amount, state in story.receipts()] == [
        ("1", 5000, "void"),
        ("2", 3000, "valid"),
    ]
    assert story.kinds_of_letters() == ["thank_you", "receipt_replaced"]
    assert story.broken_invariants() == []


def test_a_donation_that_is_not_settled_gets_no_receipt(story: Story) -> None:
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
        assert valid_receipt(donation_of("ann").id) is None
