"""The provider says how far a refund got: whoever asked for it, here or in the provider's own dashboard."""

from uuid import UUID

from sqlalchemy import select

from donations.core import outbox
from donations.core.database import session
from donations.core.errors import NotYet
from donations.giving.events import RefundChanged
from donations.giving.models import Donation, Refund
from donations.giving.queries import payment_by_provider_id
from donations.payments.updates import RefundReported, RefundStatus

# Words arrive in any order; the later stage wins. A refund may come back after it had left.
_STAGE = [RefundStatus.PENDING, RefundStatus.SUCCEEDED, RefundStatus.CANCELLED, RefundStatus.FAILED]


def record_refund(_donation: Donation, told: RefundReported, *, because: UUID) -> None:  # noqa: ARG001 - one signature for all verbs
    """Raises `NotYet` while the payment itself has not been heard of."""
    refund = session.scalar(select(Refund).where(Refund.provider_refund_id == told.refund_id))
    if refund is None:
        refund = _add(told)
    elif _STAGE.index(told.status) <= _STAGE.index(RefundStatus(refund.status)):
        return
    refund.status, refund.failure_reason = told.status, told.failure_reason
    refund.reported_at = told.at
    session.flush()
    outbox.record(RefundChanged(refund.donation_id, refund.id))


def _add(told: RefundReported) -> Refund:
    payment = payment_by_provider_id(told.payment_id)
    if payment is None:
        raise NotYet("Payment %(payment)s is not known yet.", payment=told.payment_id)
    refund = Refund(
        provider_refund_id=told.refund_id,
        payment_id=payment.id,
        donation_id=payment.donation_id,
        amount=told.amount,
        status=told.status,
        reported_at=told.at,
    )
    session.add(refund)
    return refund
