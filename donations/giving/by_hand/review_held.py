"""A person decides about a donation that was held: it counts with the money that came, or all of it goes back."""

from uuid import UUID

from donations.core import outbox
from donations.core.database import session
from donations.core.errors import Refused
from donations.core.money import Money
from donations.giving.balances import refundable_amount
from donations.giving.desk_models import HeldReview
from donations.giving.events import HeldGiftAccepted
from donations.giving.models import Donation, Payment
from donations.giving.queries import donation_by_id, succeeded_payment
from donations.giving.refunds.refund_donation import ask_back
from donations.giving.settle.settle_donation import count
from donations.giving.states import ReviewDecision
from donations.staff.audit_trail import Act, record_audit


def accept_held(donation: Donation, *, by: UUID, note: str) -> None:
    """It counts from the moment the money came, with the amount that came."""
    donation, payment = _held(donation, note)
    before = _plain(donation.amount)
    _decide(donation, ReviewDecision.ACCEPTED, by, note)
    if donation.amount != payment.amount:
        _record_amount(donation, payment.amount)
    assert payment.succeeded_at  # noqa: S101 - tells mypy how the payment was found
    count(donation, payment.succeeded_at, because=None)
    outbox.record(HeldGiftAccepted(donation.id))
    session.flush()
    after = {"amount": _plain(donation.amount)}
    record_audit(Act("donation.accepted", "donation", donation.id, by, note.strip(), {"amount": before}, after))


def reject_held(donation: Donation, *, by: UUID, note: str) -> None:
    """It never counts, and whatever of the money is still here goes back."""
    donation, payment = _held(donation, note)
    _decide(donation, ReviewDecision.REJECTED, by, note)
    left = refundable_amount(donation)
    after = {"given back": _plain(left)}
    record_audit(Act("donation.rejected", "donation", donation.id, by, note.strip(), after=after))
    if left:
        ask_back(donation, payment, left, by=by, reason=note)


def is_rejected(donation: Donation) -> bool:
    """Whether a person has sent its money back."""
    review = session.get(HeldReview, donation.id)
    return review is not None and review.decision == ReviewDecision.REJECTED


def check_held(donation: Donation) -> Payment:
    """The money of a donation about which nobody has decided yet. Raises `Refused`."""
    payment = succeeded_payment(donation)
    if donation.held_reason is None or payment is None:
        raise Refused("This gift is not held for review.")
    if session.get(HeldReview, donation.id, populate_existing=True):
        raise Refused("Somebody has decided about this gift already.")
    return payment


def _held(donation: Donation, note: str) -> tuple[Donation, Payment]:
    """Locked, with the money that came."""
    donation = donation_by_id(donation.id, lock=True)
    payment = check_held(donation)
    if not note.strip():
        raise Refused("Please write a note: why is it decided this way?", about="reason")
    return donation, payment


def _decide(donation: Donation, decision: ReviewDecision, by: UUID, note: str) -> None:
    review = HeldReview(
        donation_id=donation.id, decision=decision, held_reason=donation.held_reason, note=note.strip(), by=by
    )
    session.add(review)
    session.flush()


def _record_amount(donation: Donation, amount: Money) -> None:
    """A donation has one share as yet. What was to cover the costs is part of it only if it still fits."""
    keeps_costs = amount.currency == donation.currency and donation.covered_costs_minor < amount.minor
    donation.covered_costs_minor = donation.covered_costs_minor if keeps_costs else 0
    donation.amount = amount
    (share,) = donation.allocations
    share.amount = amount


def _plain(amount: Money) -> str:
    return f"{amount.plain()} {amount.currency}"
