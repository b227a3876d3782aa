"""Ask the provider to give money back: at most once, whatever is lost on the way.

The request carries our row's id as its key (`asking_once`). A refusal is believed only after a look: perhaps an earlier
try had come through.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.installation import installation
from donations.core.outbox import Outside, TryAgain
from donations.giving.events import RefundChanged, RefundRequested
from donations.giving.idempotent_calls import FRESH_FOR, KEY_IS_GOOD_FOR, NOT_ANSWERED, NotDone, understood
from donations.giving.models import Donation, Refund
from donations.giving.queries import donation_by_id
from donations.giving.refunds.record_refund import apply_refund_status
from donations.payments.gateway import Gateway, GatewayRefused, RefundAnswer, RefundRequest
from donations.payments.updates import RefundStatus


@dataclass(frozen=True, slots=True)
class Task:
    """What to ask; what is not fresh is looked for first, and only that when the key may have been forgotten."""

    request: RefundRequest
    is_fresh: bool
    may_send: bool


def _prepare(event: RefundRequested) -> Task | None:
    refund, donation = _locked(event.refund_id)
    if refund.status != RefundStatus.REQUESTED or refund.payment is None:
        return None
    now, asked_at = clock.now(), refund.requested_at or refund.first_heard_at
    may_send = now - (refund.sent_at or asked_at) < KEY_IS_GOOD_FOR
    refund.sent_at = refund.sent_at or (now if may_send else None)
    session.flush()
    request = RefundRequest(
        refund_id=str(refund.id),
        installation_id=str(installation().installation_id),
        reference=donation.reference,
        payment_id=refund.payment.provider_payment_id,
        amount=refund.amount,
    )
    return Task(request, now - asked_at < FRESH_FOR, may_send)


def _work(task: Task, gateway: Callable[[], Gateway]) -> RefundAnswer | NotDone:
    provider, request = gateway(), task.request
    found = None if task.is_fresh else provider.find_refund(request.payment_id, request.refund_id)
    if found or not task.may_send:
        return found or NotDone(NOT_ANSWERED, is_final=True)
    try:
        return provider.refund(request)
    except GatewayRefused as refused:
        return provider.find_refund(request.payment_id, request.refund_id) or understood(refused)


def _record(event: RefundRequested, _task: Task, result: RefundAnswer | NotDone) -> TryAgain | None:
    refund, _ = _locked(event.refund_id)
    if isinstance(result, RefundAnswer):
        apply_refund_status(refund, result, clock.now())
    elif not result.is_final:
        return TryAgain(f"the provider did not do it, and has no such refund ({result.code})")
    elif refund.status == RefundStatus.REQUESTED:  # else an event was quicker
        refund.status, refund.failure_reason = RefundStatus.FAILED, result.code
        refund.reported_at = clock.now()
        session.flush()
        outbox.record(RefundChanged(refund.donation_id, refund.id))
    return None


def _locked(refund_id: UUID) -> tuple[Refund, Donation]:
    """With its donation, which is locked first, as everywhere; the payment may move to another one while we wait."""
    refund = session.get_one(Refund, refund_id)
    while True:
        donation = donation_by_id(refund.donation_id, lock=True)
        session.refresh(refund)
        if refund.donation_id == donation.id:
            return refund, donation


SEND_REFUND = Outside(_prepare, _work, _record)
