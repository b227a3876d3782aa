"""After a gift settles or a refund moves: exactly one valid receipt over what is left of it, none over nothing."""

from donations.core.money import Money
from donations.giving.events import DonationSettled, RefundChanged
from donations.giving.models import Donation
from donations.giving.queries import donation_by_id, remaining_amount, succeeded_payment
from donations.giving.states import DonationStatus
from donations.organisation.links import Links
from donations.receipts.issue_receipt import issue_receipt
from donations.receipts.models import Receipt
from donations.receipts.queries import last_receipt, valid_receipt
from donations.receipts.states import VoidReason
from donations.receipts.void_receipt import void_receipt


def align_receipt(event: DonationSettled | RefundChanged, *, links: Links) -> None:
    """Looks before it acts: told twice or in another order, the end is the same."""
    donation = donation_by_id(event.donation_id, lock=True)
    if donation.status != DonationStatus.SETTLED:
        return
    left, current = remaining_amount(donation), valid_receipt(donation.id)
    if current and current.amount == left and _names_payment(current, donation):
        return
    replaces = last_receipt(donation.id)
    if current:
        void_receipt(current, _reason(current, left))
    if left.minor > 0:
        issue_receipt(donation, left, replaces, links)


def _names_payment(receipt: Receipt, donation: Donation) -> bool:
    """Of two payments for one gift the earlier counts, also when it was told after the receipt was issued."""
    payment = succeeded_payment(donation)
    named = {row["value"] for row in receipt.snapshot["facts"] if row["key"] == "payment_reference"}
    return payment is None or payment.provider_payment_id in named


def _reason(current: Receipt, left: Money) -> VoidReason:
    if left.minor <= 0:
        return VoidReason.REFUNDED
    if left == current.amount:
        return VoidReason.PAYMENT_CORRECTED
    return VoidReason.PARTLY_REFUNDED if left < current.amount else VoidReason.REFUND_RETURNED
