"""After a donation settles, a refund moves or a dispute ends: one valid receipt over what is left, none over nothing.

A receipt that says too much becomes void whatever stands in the way of the next one; that is then owed by itself.
"""

import structlog

from donations.core import outbox
from donations.core.database import session
from donations.core.money import Money
from donations.giving.balances import remaining_amount
from donations.giving.events import DisputeChanged, DonationSettled, RefundChanged
from donations.giving.models import Donation
from donations.giving.queries import donation_by_id, succeeded_payment
from donations.giving.states import DonationStatus
from donations.organisation.links import Links
from donations.receipts.events import ReceiptMissing
from donations.receipts.issue_receipt import issue_receipt
from donations.receipts.models import Receipt
from donations.receipts.queries import last_receipt, valid_receipt
from donations.receipts.states import VoidReason
from donations.receipts.void_receipt import void_receipt

log = structlog.get_logger()


def align_receipt(event: DonationSettled | RefundChanged | DisputeChanged | ReceiptMissing, *, links: Links) -> None:
    """Looks before it acts: reported twice or in another order, the end is the same."""
    donation = donation_by_id(event.donation_id, lock=True)
    if donation.status != DonationStatus.SETTLED or donation.has_receipt_elsewhere:
        return
    left, replaces = remaining_amount(donation), last_receipt(donation.id)
    current = valid_receipt(donation.id) if replaces else None
    if current and current.amount == left and _names_payment(current, donation):
        return
    if current:
        void_receipt(current, _reason(current, left))
        if left.minor > 0:
            _replace(current, donation, left, links)
    elif left.minor > 0:
        issue_receipt(donation, left, replaces, links)


def _replace(void: Receipt, donation: Donation, left: Money, links: Links) -> None:
    savepoint = session.begin_nested()
    try:
        issue_receipt(donation, left, void, links)
        savepoint.commit()
    except Exception:
        savepoint.rollback()
        log.exception("no receipt in place of a void one", receipt=void.number)
        outbox.record(ReceiptMissing(donation.id))


def _names_payment(receipt: Receipt, donation: Donation) -> bool:
    """Of two payments for one donation the earlier counts, also when it was reported after the receipt was issued."""
    payment = succeeded_payment(donation)
    named = {row["value"] for row in receipt.snapshot["facts"] if row["key"] == "payment_reference"}
    return payment is None or payment.provider_payment_id in named


def _reason(current: Receipt, left: Money) -> VoidReason:
    if left.minor <= 0:
        return VoidReason.REFUNDED
    if left == current.amount:
        return VoidReason.PAYMENT_CORRECTED
    return VoidReason.PARTLY_REFUNDED if left < current.amount else VoidReason.REFUND_RETURNED
