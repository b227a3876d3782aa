"""One letter of thanks for each donation, one letter for each later receipt, none for a receipt that is void
already.
"""

import pytest
from sqlalchemy import select

from donations.core.database import session, transaction
from donations.mail.models import Letter
from donations.receipts.events import ReceiptPrinted, ReceiptVoided
from donations.receipts.mail_receipt import mail_receipt, mail_void
from donations.receipts.models import Receipt
from donations.receipts.states import VoidReason
from donations.receipts.void_receipt import void_receipt
from tests.receipts.settled_donations import issue_for, settled
from tests.story import Story


@pytest.fixture
def story_with_donation(story: Story) -> Story:
    settled(story, "ann")
    with story.inside(), transaction():
        issue_for("ann")
    return story


def receipts() -> list[Receipt]:
    return list(session.scalars(select(Receipt).order_by(Receipt.sequence)))


def written() -> list[str]:
    return list(session.scalars(select(Letter.kind).order_by(Letter.id)))


def test_printed_twice_there_is_one_letter_of_thanks(story_with_donation: Story) -> None:
    with story_with_donation.inside():
        for _ in range(2):
            with transaction():
                mail_receipt(ReceiptPrinted(receipts()[0].id))
        assert written() == ["thank_you"]


def test_a_receipt_void_before_it_was_printed_brings_no_letter(story_with_donation: Story) -> None:
    with story_with_donation.inside():
        with transaction():
            void_receipt(receipts()[0], VoidReason.PARTLY_REFUNDED)
            mail_receipt(ReceiptPrinted(receipts()[0].id))
        assert written() == []


def test_the_first_letter_a_supporter_gets_is_of_thanks_whichever_receipt_it_brings(story_with_donation: Story) -> None:
    with story_with_donation.inside():
        with transaction():
            first = receipts()[0]
            void_receipt(first, VoidReason.PARTLY_REFUNDED)
            second = issue_for("ann", first)
            mail_receipt(ReceiptPrinted(second.id))
        letter = session.scalars(select(Letter)).one()
        assert (letter.kind, letter.about_id) == ("thank_you", second.id)


def test_a_wholly_returned_donation_is_told_once(story_with_donation: Story) -> None:
    with story_with_donation.inside():
        with transaction():
            void_receipt(receipts()[0], VoidReason.REFUNDED)
        for _ in range(2):
            with transaction():
                mail_void(ReceiptVoided(receipts()[0].id))
        assert written() == ["gift_refunded"]


@pytest.mark.parametrize("reason", [reason for reason in VoidReason if reason != VoidReason.REFUNDED])
def test_a_replaced_receipt_is_told_by_its_replacement_alone(story_with_donation: Story, reason: VoidReason) -> None:
    with story_with_donation.inside():
        with transaction():
            void_receipt(receipts()[0], reason)
            mail_void(ReceiptVoided(receipts()[0].id))
        assert written() == []


def test_a_whole_refund_that_came_back_meanwhile_is_not_told(story_with_donation: Story) -> None:
    with story_with_donation.inside():
        with transaction():
            first = receipts()[0]
            void_receipt(first, VoidReason.REFUNDED)
            issue_for("ann", first)
            mail_void(ReceiptVoided(first.id))
        assert written() == []
