"""The provider says how far a refund got: whoever asked for it, here or in the provider's own dashboard."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from donations.core import outbox
from donations.core.database import session
from donations.core.errors import NotYet
from donations.giving.events import RefundChanged
from donations.giving.models import Donation, Payment, Refund
from donations.giving.queries import payment_by_provider_id
from donations.payments.gateway import RefundAnswer
from donations.payments.updates import RefundReported, RefundStatus

# Words arrive in any order; the later stage wins. A refund may come back after it had left.
_STAGE = [
    RefundStatus.REQUESTED,
    RefundStatus.PENDING,
    RefundStatus.SUCCEEDED,
    RefundStatus.CANCELLED,
    RefundStatus.FAILED,
]


def record_refund(_donation: Donation, update: RefundReported, *, because: UUID) -> None:  # noqa: ARG001 - one signature for all verbs
    """Raises `NotYet` while the payment itself is not known yet."""
    payment = payment_by_provider_id(update.payment_id)
    if payment is None:
        raise NotYet("Payment %(payment)s is not known yet.", payment=update.payment_id)
    refund = (
        session.scalar(select(Refund).where(Refund.provider_refund_id == update.refund_id))
        or _requested_here(update, payment)
        or _add(update, payment)
    )
    apply_refund_status(refund, RefundAnswer(update.refund_id, update.status, update.failure_reason), update.at)


def apply_refund_status(refund: Refund, answer: RefundAnswer, at: datetime) -> None:
    """What the provider says of it, in an event or in its answer to us. The donation is locked.

    Its first word stands whatever we had concluded from its silence; of its own words the later stage stands.
    """
    is_first = refund.provider_refund_id is None
    if not is_first and _STAGE.index(answer.status) <= _STAGE.index(RefundStatus(refund.status)):
        return
    if answer.status != refund.status:
        refund.failure_seen_at = None  # what a person saw was another state
    refund.provider_refund_id = answer.provider_refund_id
    refund.status, refund.failure_reason = answer.status, answer.failure_reason
    refund.reported_at = at
    session.flush()
    outbox.record(RefundChanged(refund.donation_id, refund.id))


def _requested_here(update: RefundReported, payment: Payment) -> Refund | None:
    """The row whose id the refund carries, if it is of this payment and the provider has not spoken of it yet."""
    try:
        our_id = UUID(update.our_id or "")
    except ValueError:
        return None
    requested = select(Refund).where(Refund.id == our_id, Refund.payment_id == payment.id)
    return session.scalar(requested.where(Refund.provider_refund_id.is_(None)))


def _add(update: RefundReported, payment: Payment) -> Refund:
    refund = Refund(
        provider_refund_id=update.refund_id,
        payment_id=payment.id,
        donation_id=payment.donation_id,
        amount=update.amount,
        status=RefundStatus.REQUESTED,
        reported_at=update.at,
    )
    session.add(refund)
    return refund
