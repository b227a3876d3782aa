"""Ask the provider to stop a payment that is on its way. Often it is too late: the bank has it already.

Then the gift stays as it is. The money comes, and can be given back; or it does not, and the gift fails by itself.
"""

from uuid import UUID

from sqlalchemy import select

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.errors import Refused
from donations.giving.desk_models import CancelStatus, PaymentCancel
from donations.giving.events import PaymentCancelRequested
from donations.giving.models import Donation, Payment
from donations.giving.queries import donation_by_id
from donations.giving.states import DonationStatus, Frequency
from donations.payments.updates import PaymentCancelled
from donations.staff.record_audit import Act, record_audit

MONEY_CAME = "money_came"  # why the provider stopped nothing: it was quicker


def owe_payment_cancel(donation: Donation, *, by: UUID) -> None:
    """`donation` is locked, and was checked."""
    payment = payment_to_cancel(donation)
    session.add(PaymentCancel(payment_id=payment.id, requested_by=by))
    session.flush()
    outbox.record(PaymentCancelRequested(payment.id))


def payment_to_cancel(donation: Donation) -> Payment:
    """The one that is on its way. Raises `Refused` when there is none, or the provider was asked already."""
    if donation.held_reason:
        raise Refused("The money of this gift is here: please accept or reject it.")
    if donation.frequency != Frequency.ONCE:
        raise Refused("This payment begins a regular gift: please end the regular gift.")
    on_its_way = select(Payment).where(Payment.donation_id == donation.id, Payment.succeeded_at.is_(None))
    payment = session.scalar(on_its_way.order_by(Payment.first_heard_at.desc(), Payment.id.desc()).limit(1))
    if payment is None:
        raise Refused("The provider has not said yet which payment this is. Please try again in a few minutes.")
    if session.get(PaymentCancel, payment.id):
        raise Refused("The provider was asked already to stop this payment.")
    return payment


def record_payment_cancelled(donation: Donation, told: PaymentCancelled, *, because: UUID) -> None:
    """A person has stopped it, here or in the provider's dashboard."""
    payment = session.scalar(select(Payment).where(Payment.provider_payment_id == told.payment_id))
    if payment and payment.succeeded_at:
        return
    if payment and (asked := session.get(PaymentCancel, payment.id)):
        answer(asked, None)
    donation.advance(DonationStatus.FAILED, because=because)


def answer(asked: PaymentCancel, refusal: str | None) -> None:
    """What the provider said: nothing against it, or why not. That it is stopped is the last word."""
    if asked.status == CancelStatus.CANCELLED:
        return
    asked.status = CancelStatus.REFUSED if refusal else CancelStatus.CANCELLED
    asked.refusal, asked.answered_at = refusal, clock.now()
    session.flush()


def not_cancelled(payment_id: UUID) -> PaymentCancel:
    """The provider did not stop it, and nobody has seen to that. Raises `Refused`."""
    asked = session.get(PaymentCancel, payment_id, populate_existing=True)
    if asked is None or asked.status != CancelStatus.REFUSED or asked.seen_at:
        raise Refused("There is nothing to look at: somebody has seen to it.")
    return asked


def see_not_cancelled(donation: Donation, payment_id: UUID, *, by: UUID, note: str) -> None:
    """A person says what is done with money that came although it was to be stopped."""
    donation_by_id(donation.id, lock=True)
    not_cancelled(payment_id).seen_at = clock.now()
    session.flush()
    record_audit(Act("donation.cancel_refusal_seen", "donation", donation.id, by, note))
