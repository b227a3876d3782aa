import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from donations.core.database import session, transaction
from donations.core.outbox import Owed
from donations.receipts.models import ReceiptVoid
from donations.receipts.queries import valid_receipt, void_of
from donations.receipts.states import VoidReason
from donations.receipts.void_receipt import void_receipt
from tests.receipts.settled_donations import donation_of, issue_for, settled
from tests.story import Story


def test_a_void_receipt_keeps_its_number_and_frees_its_donation(story: Story) -> None:
    settled(story, "ann")
    with story.inside():
        with transaction():
            receipt = issue_for("ann")
            void_receipt(receipt, VoidReason.REFUNDED, by="somebody")
            receipt_id = receipt.id
        void = session.scalars(select(ReceiptVoid)).one()
        assert (void.receipt_id, void.reason, void.by) == (receipt_id, "refunded", "somebody")
        assert valid_receipt(donation_of("ann").id) is None
        owed = session.scalars(select(Owed.reaction).where(Owed.subject_id == receipt_id)).all()
        assert {"print void receipt", "write refund letter"} <= set(owed)


def test_a_receipt_is_void_once(story: Story) -> None:
    settled(story, "ann")
    with story.inside():
        with transaction():
            receipt = issue_for("ann")
            void_receipt(receipt, VoidReason.REFUNDED)
        with pytest.raises(DBAPIError), transaction():
            void_receipt(receipt, VoidReason.REFUNDED)
        assert void_of(receipt)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE receipt SET amount_minor = 1",
        "DELETE FROM receipt",
        "UPDATE receipt_gift SET amount_minor = 1",
        "DELETE FROM receipt_gift",
        "UPDATE receipt_void SET reason = 'other'",
        "DELETE FROM receipt_void",
    ],
)
def test_what_was_issued_and_voided_cannot_be_changed_by_anyone(story: Story, statement: str) -> None:
    settled(story, "ann")
    with story.inside():
        with transaction():
            void_receipt(issue_for("ann"), VoidReason.REFUNDED)
        with pytest.raises(DBAPIError, match="append-only"), transaction():
            session.execute(text(statement))
