"""Give money back: asked of the provider, or kept as a fact for a donation that was recorded by hand."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.errors import Refused
from donations.core.money import Money
from donations.giving.balances import refundable_amount
from donations.giving.desk_models import HeldReview, ManualRecord
from donations.giving.events import RefundChanged, RefundRequested
from donations.giving.models import Donation, Payment, Refund
from donations.giving.queries import donation_by_id, succeeded_payment
from donations.giving.states import DonationStatus, ReviewDecision
from donations.organisation.queries import the_organisation
from donations.payments.updates import RefundStatus
from donations.staff.audit_trail import Act, record_audit


@dataclass(frozen=True, slots=True)
class RefundByHand:
    """Money that left by our own hand: how much, why, and on which day it left the bank."""

    amount: Money
    reason: str
    bank_date: date


def request_refund(
    donation: Donation, amount: Money, *, by: UUID, reason: str, seen_left: Money | None = None
) -> Refund:
    """Owe the provider the request; the receipt follows when the money has left.

    `seen_left`: what could be given back when the form was shown. Whoever comes second, or sends a form twice, is
    refused instead of giving back more than was meant.
    """
    donation = donation_by_id(donation.id, lock=True)
    payment = _returnable(donation)
    _check(donation, amount, reason, seen_left)
    return ask_back(donation, payment, amount, by=by, reason=reason)


def ask_back(donation: Donation, payment: Payment, amount: Money, *, by: UUID, reason: str) -> Refund:
    """Write the request, unchecked. `donation` is locked."""
    refund = _written(donation, amount, by, reason)
    refund.status, refund.payment_id = RefundStatus.REQUESTED, payment.id
    session.flush()
    _audit("donation.refund_requested", refund, donation)
    outbox.record(RefundRequested(refund.id))
    return refund


def record_refund_by_hand(
    donation: Donation, update: RefundByHand, *, by: UUID, seen_left: Money | None = None
) -> Refund:
    """Of a donation recorded by hand: the money is back already; the receipt follows."""
    donation = donation_by_id(donation.id, lock=True)
    record = _recorded(donation)
    if not record.received_on <= update.bank_date <= clock.local_date(clock.now(), the_organisation().zone):
        raise Refused(
            "The money left between the day the gift came and today; please check the date.", about="bank_date"
        )
    _check(donation, update.amount, update.reason, seen_left)
    refund = _written(donation, update.amount, by, update.reason)
    refund.status, refund.bank_date, refund.reported_at = RefundStatus.SUCCEEDED, update.bank_date, clock.now()
    session.flush()
    _audit("donation.refund_recorded", refund, donation)
    outbox.record(RefundChanged(donation.id, refund.id))
    return refund


def see_failed_refund(refund: Refund, *, by: UUID, note: str) -> None:
    """A person has looked at a refund that came back, and says what is done about it."""
    donation_by_id(refund.donation_id, lock=True)
    session.refresh(refund)
    check_failed(refund)
    refund.failure_seen_at = clock.now()
    session.flush()
    record_audit(Act("donation.refund_failure_seen", "refund", refund.id, by, note))


def is_returnable(donation: Donation, review: HeldReview | None) -> bool:
    """Whether money of this donation may go back through the provider: it counts, or it was rejected."""
    is_rejected = review is not None and review.decision == ReviewDecision.REJECTED
    return donation.status == DonationStatus.SETTLED or is_rejected


def check_returnable(donation: Donation) -> None:
    """Some of it at least may go back through the provider. Raises `Refused`."""
    _returnable(donation)
    _check_left(donation)


def check_by_hand(donation: Donation) -> None:
    """It was recorded by hand, and not all of it has gone back. Raises `Refused`."""
    _recorded(donation)
    _check_left(donation)


def _returnable(donation: Donation) -> Payment:
    payment = succeeded_payment(donation)
    if not is_returnable(donation, session.get(HeldReview, donation.id)):
        raise Refused("Only a gift that was received can be refunded.")
    if payment is None:
        raise Refused("This gift was recorded by hand: please say on which day the money left the bank.")
    return payment


def _recorded(donation: Donation) -> ManualRecord:
    record = session.get(ManualRecord, donation.id)
    if record is None:
        raise Refused("This gift came through the payment provider, and goes back the same way.")
    return record


def check_failed(refund: Refund) -> None:
    """It failed, and nobody has seen to it. Raises `Refused`."""
    if refund.status != RefundStatus.FAILED or refund.failure_seen_at:
        raise Refused("There is nothing left to do: this refund has not failed, or somebody has handled it.")


def _check_left(donation: Donation) -> None:
    if not refundable_amount(donation):
        raise Refused("Nothing of this gift is left to refund.")


def _check(donation: Donation, amount: Money, reason: str, seen_left: Money | None) -> None:
    left = refundable_amount(donation)
    if not reason.strip():
        raise Refused("Please say why the money goes back.", about="reason")
    if amount.currency != left.currency or amount.minor <= 0:
        raise Refused("Please write an amount in %(currency)s.", about="amount", currency=left.currency)
    if seen_left is not None and seen_left != left:
        raise Refused(
            "Meanwhile something changed: %(left)s can be refunded now. Please look again.",
            left=left,
        )
    if amount > left:
        raise Refused(
            "Only %(left)s of this gift can still be refunded.",
            about="amount",
            left=left,
        )


def _written(donation: Donation, amount: Money, by: UUID, reason: str) -> Refund:
    refund = Refund(
        donation_id=donation.id, amount=amount, requested_by=by, requested_at=clock.now(), reason=reason.strip()
    )
    session.add(refund)
    return refund


def _audit(action: str, refund: Refund, donation: Donation) -> None:
    after = {"donation": donation.reference, "amount": f"{refund.amount.plain()} {refund.currency}"}
    record_audit(Act(action, "refund", refund.id, refund.requested_by, refund.reason or "", after=after))
