"""Ask the provider to stop a payment: at most once, whatever is lost on the way (`asking_once`)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from donations.core import clock
from donations.core.database import session
from donations.core.outbox import Outside, TryAgain
from donations.giving.asking_once import FRESH_FOR, KEY_IS_GOOD_FOR, NOT_ANSWERED, NotDone, understood
from donations.giving.cancel_payment import MONEY_CAME, answer
from donations.giving.desk_models import CancelStatus, PaymentCancel
from donations.giving.events import PaymentCancelRequested
from donations.giving.models import Donation, Payment
from donations.giving.queries import donation_by_id
from donations.giving.states import DonationStatus
from donations.payments.gateway import Gateway, GatewayRefused, PaymentState


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
