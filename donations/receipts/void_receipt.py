"""A receipt stops being valid; its number stays in the series for ever."""

from donations.core import outbox
from donations.core.database import session
from donations.receipts.events import ReceiptVoided
from donations.receipts.models import Receipt, ReceiptClaim, ReceiptVoid
from donations.receipts.states import VoidReason

THE_SERVICE = "the service"


def void_receipt(receipt: Receipt, reason: VoidReason, *, by: str = THE_SERVICE) -> None:
    """In the caller's transaction; the claims on it are free again."""
    session.add(ReceiptVoid(receipt_id=receipt.id, reason=reason, by=by))
    session.query(ReceiptClaim).filter_by(receipt_id=receipt.id).delete()
    session.flush()
    outbox.record(ReceiptVoided(receipt.id))
