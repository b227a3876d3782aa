"""Ending a donation nobody has paid, and stopping a payment that is on its way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.errors import NotYet, Refused
from donations.core.outbox import Outside, TryAgain
from donations.giving.desk_models import CancelStatus, PaymentCancel
from donations.giving.events import CancelRequested, PaymentCancelRequested
from donations.giving.idempotent_calls import FRESH_FOR, KEY_IS_GOOD_FOR, NOT_ANSWERED, NotDone, understood
from donations.giving.models import CheckoutAttempt, Donation, Payment
from donations.giving.queries import donation_by_id
from donations.giving.start.checkout_attempts import record_found
from donations.giving.states import DonationStatus, Frequency
from donations.payments.gateway import Checkout, CheckoutStatus, Gateway, GatewayRefused, PaymentState
from donations.payments.updates import PaymentCancelled
from donations.staff.audit_trail import Act, record_audit

_NOT_THERE = 404
_MAY_STILL_COME = timedelta(minutes=5)  # longer than any request to the provider takes
_CANCELLABLE = (DonationStatus.STARTED, DonationStatus.EXPIRED)  # expired: a page has come late


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A page somebody might still pay on."""

    attempt_id: UUID
    session_id: str


def request_cancel(donation: Donation, *, by: UUID, reason: str) -> None:
    """Owe the end of the payment page, or the word to the provider. When the money is quicker, the donation goes on."""
    donation = donation_by_id(donation.id, lock=True)
    check_cancellable(donation)
    if not reason.strip():
        raise Refused("Please say why this gift is cancelled.", about="reason")
    record_audit(Act("donation.cancel_requested", "donation", donation.id, by, reason.strip()))
    if donation.status == DonationStatus.PROCESSING:
        owe_payment_cancel(donation, by=by)
    else:
        outbox.record(CancelRequested(donation.id))


def check_cancellable(donation: Donation) -> None:
    """The money has not come, and nobody has asked for this before. Raises `Refused`."""
    if donation.status == DonationStatus.PROCESSING:
        payment_to_cancel(donation)
    elif donation.status != DonationStatus.STARTED:
        raise Refused("There is nothing to cancel any more.")


def _prepare(event: CancelRequested) -> list[OpenPage] | None:
    donation = donation_by_id(event.donation_id, lock=True)
    if donation.status not in _CANCELLABLE:
        return None
    of_donation = select(CheckoutAttempt).where(CheckoutAttempt.donation_id == donation.id)
    alive = of_donation.where(CheckoutAttempt.ended_at.is_(None)).order_by(CheckoutAttempt.number)
    attempts = session.scalars(alive.execution_options(populate_existing=True)).all()
    if any(_is_asked_for(attempt) for attempt in attempts):
        raise NotYet("The payment page is being opened at this moment.")
    return [OpenPage(attempt.id, attempt.session_id) for attempt in attempts if attempt.session_id]


def _is_asked_for(attempt: CheckoutAttempt) -> bool:
    is_unanswered = attempt.session_id is None and attempt.refused_at is None
    return is_unanswered and clock.now() - attempt.created_at < _MAY_STILL_COME


def _work(pages: list[OpenPage], gateway: Callable[[], Gateway]) -> list[tuple[OpenPage, Checkout]]:
    return [(page, _end(page.session_id, gateway())) for page in pages]


def _end(session_id: str, gateway: Gateway) -> Checkout:
    """On a page the provider does not have nobody can pay."""
    try:
        return gateway.expire_checkout(session_id)
    except GatewayRefused as refusal:
        if refusal.parameters.get("status") != _NOT_THERE:
            raise
        return Checkout(session_id, CheckoutStatus.EXPIRED, None)


def _record(event: CancelRequested, _pages: list[OpenPage], ended: list[tuple[OpenPage, Checkout]]) -> None:
    donation = donation_by_id(event.donation_id, lock=True)
    for page, checkout in ended:
        record_found(page.attempt_id, checkout)
    if donation.status == DonationStatus.STARTED:
        donation.advance(DonationStatus.EXPIRED)
    session.flush()


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


def record_payment_cancelled(donation: Donation, update: PaymentCancelled, *, because: UUID) -> None:
    """A person has stopped it, here or in the provider's dashboard."""
    payment = session.scalar(select(Payment).where(Payment.provider_payment_id == update.payment_id))
    if payment and payment.succeeded_at:
        return
    if payment and (cancel := session.get(PaymentCancel, payment.id)):
        answer(cancel, None)
    donation.advance(DonationStatus.FAILED, because=because)


def answer(cancel: PaymentCancel, refusal: str | None) -> None:
    """What the provider said: nothing against it, or why not. That it is stopped is the last word."""
    if cancel.status == CancelStatus.CANCELLED:
        return
    cancel.status = CancelStatus.REFUSED if refusal else CancelStatus.CANCELLED
    cancel.refusal, cancel.answered_at = refusal, clock.now()
    session.flush()


def not_cancelled(payment_id: UUID) -> PaymentCancel:
    """The provider did not stop it, and nobody has seen to that. Raises `Refused`."""
    cancel = session.get(PaymentCancel, payment_id, populate_existing=True)
    if cancel is None or cancel.status != CancelStatus.REFUSED or cancel.seen_at:
        raise Refused("There is nothing left to do: somebody has handled it.")
    return cancel


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


def _prepare_stopping(event: PaymentCancelRequested) -> Task | None:
    cancel, payment, _ = _locked(event)
    if cancel.status != CancelStatus.REQUESTED:
        return None
    if payment.succeeded_at:
        answer(cancel, MONEY_CAME)
        return None
    now = clock.now()
    may_send = now - (cancel.sent_at or cancel.requested_at) < KEY_IS_GOOD_FOR
    cancel.sent_at = cancel.sent_at or (now if may_send else None)
    session.flush()
    is_fresh = now - cancel.requested_at < FRESH_FOR
    return Task(f"cancel:{payment.id}", payment.provider_payment_id, is_fresh, may_send)


def _ask_to_stop(task: Task, gateway: Callable[[], Gateway]) -> PaymentState | NotDone:
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


def _record_answer(event: PaymentCancelRequested, _task: Task, result: PaymentState | NotDone) -> TryAgain | None:
    cancel, payment, donation = _locked(event)
    if isinstance(result, NotDone):
        if not result.is_final:
            return TryAgain(f"the provider did not stop the payment ({result.code})")
        answer(cancel, MONEY_CAME if payment.succeeded_at else result.code)
    elif result == PaymentState.CANCELLED:
        answer(cancel, None)
        donation.advance(DonationStatus.FAILED)
        session.flush()
    else:
        answer(cancel, MONEY_CAME)
    return None


def _locked(event: PaymentCancelRequested) -> tuple[PaymentCancel, Payment, Donation]:
    """With the donation, which is locked first, as everywhere; the payment may move to another one while we wait."""
    payment = session.get_one(Payment, event.payment_id)
    while True:
        donation = donation_by_id(payment.donation_id, lock=True)
        session.refresh(payment)
        if payment.donation_id == donation.id:
            cancel = session.get_one(PaymentCancel, payment.id, populate_existing=True)
            return cancel, payment, donation


CANCEL_DONATION = Outside(_prepare, _work, _record)
CANCEL_PAYMENT = Outside(_prepare_stopping, _ask_to_stop, _record_answer)
