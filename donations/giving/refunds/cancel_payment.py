"""Ask the provider to stop a payment that is on its way. Often it is too late: the bank has it already.

Then the gift stays as it is. The money comes, and can be given back; or it does not, and the gift fails by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy import select

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.errors import Refused
from donations.core.outbox import Outside, TryAgain
from donations.giving.desk_models import CancelStatus, PaymentCancel
from donations.giving.events import PaymentCancelRequested
from donations.giving.idempotent_calls import FRESH_FOR, KEY_IS_GOOD_FOR, NOT_ANSWERED, NotDone, understood
from donations.giving.models import Donation, Payment
from donations.giving.queries import donation_by_id
from donations.giving.states import DonationStatus, Frequency
from donations.payments.gateway import Gateway, GatewayRefused, PaymentState
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
        raise Refused("There is nothing left to do: somebody has handled it.")
    return asked


def see_not_cancelled(donation: Donation, payment_id: UUID, *, by: UUID, note: str) -> None:
    """A person says what is done with money that came although it was to be stopped."""
    donation_by_id(donation.id, lock=True)
    not_cancelled(payment_id).seen_at = clock.now()
    session.flush()
    record_audit(Act("donation.cancel_refusal_seen", "donation", donation.id, by, note))


@dataclass(frozen=True, slots=True)
class Task:
    """What is not fresh is looked at first, and only that when the key may have been forgotten."""

    key: str
    payment_id: str
    is_fresh: bool
    may_send: bool


def cancelling_payments(gateway: Callable[[], Gateway]) -> Outside:
    """The reaction to `PaymentCancelRequested`."""
    return Outside(_prepare, partial(_work, gateway=gateway), _record)


def _prepare(event: PaymentCancelRequested) -> Task | None:
    asked, payment, _ = _locked(event)
    if asked.status != CancelStatus.REQUESTED:
        return None
    if payment.succeeded_at:
        answer(asked, MONEY_CAME)
        return None
    now = clock.now()
    may_send = now - (asked.sent_at or asked.requested_at) < KEY_IS_GOOD_FOR
    asked.sent_at = asked.sent_at or (now if may_send else None)
    session.flush()
    is_fresh = now - asked.requested_at < FRESH_FOR
    return Task(f"cancel:{payment.id}", payment.provider_payment_id, is_fresh, may_send)


def _work(task: Task, gateway: Callable[[], Gateway]) -> PaymentState | NotDone:
    provider = gateway()
    state = PaymentState.OPEN if task.is_fresh else provider.find_payment(task.payment_id)
    if state != PaymentState.OPEN:
        return state
    if not task.may_send:
        return NotDone(NOT_ANSWERED, is_final=True)
    try:
        return provider.cancel_payment(task.payment_id, task.key)
    except GatewayRefused as refused:
        state = provider.find_payment(task.payment_id)
        return understood(refused) if state == PaymentState.OPEN else state


def _record(event: PaymentCancelRequested, _task: Task, result: PaymentState | NotDone) -> TryAgain | None:
    asked, payment, donation = _locked(event)
    if isinstance(result, NotDone):
        if not result.is_final:
            return TryAgain(f"the provider did not stop the payment ({result.code})")
        answer(asked, MONEY_CAME if payment.succeeded_at else result.code)
    elif result == PaymentState.CANCELLED:
        answer(asked, None)
        donation.advance(DonationStatus.FAILED)
        session.flush()
    else:
        answer(asked, MONEY_CAME)
    return None


def _locked(event: PaymentCancelRequested) -> tuple[PaymentCancel, Payment, Donation]:
    """With the donation, which is locked first, as everywhere; the payment may move to another one while we wait."""
    payment = session.get_one(Payment, event.payment_id)
    while True:
        donation = donation_by_id(payment.donation_id, lock=True)
        session.refresh(payment)
        if payment.donation_id == donation.id:
            asked = session.get_one(PaymentCancel, payment.id, populate_existing=True)
            return asked, payment, donation
