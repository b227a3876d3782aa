"""The provider says that the supporter's bank wants a payment back, and how that ended."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from donations.core import outbox
from donations.core.database import session
from donations.core.errors import NotYet
from donations.giving.dispute_models import Dispute
from donations.giving.events import DisputeChanged
from donations.giving.models import Donation
from donations.giving.queries import payment_by_provider_id
from donations.payments.updates import DisputeReported, DisputeStatus

# Words arrive in any order: an end wins over what came before it, of two ends the later one (banks do think again).
_STAGE = {DisputeStatus.INQUIRY: 0, DisputeStatus.OPEN: 1, DisputeStatus.WON: 2, DisputeStatus.LOST: 2}


def record_dispute(_donation: Donation, told: DisputeReported, *, because: UUID) -> None:  # noqa: ARG001 - one signature for all verbs
    """Raises `NotYet` while the payment itself has not been heard of."""
    dispute = session.scalar(select(Dispute).where(Dispute.provider_dispute_id == told.dispute_id))
    if dispute is None:
        dispute = _add(told)
    elif _rank(told.status, told.at) <= _rank(DisputeStatus(dispute.status), dispute.reported_at):
        return
    dispute.status, dispute.amount, dispute.reason = told.status, told.amount, told.reason
    dispute.evidence_due_at, dispute.reported_at = told.evidence_due_at, told.at
    session.flush()
    outbox.record(DisputeChanged(dispute.donation_id, dispute.id))


def _rank(status: DisputeStatus, at: datetime) -> tuple[int, datetime, str]:
    """A total order, so that the end does not depend on which word was told last."""
    return _STAGE[status], at, status


def _add(told: DisputeReported) -> Dispute:
    payment = payment_by_provider_id(told.payment_id)
    if payment is None:
        raise NotYet("Payment %(payment)s is not known yet.", payment=told.payment_id)
    dispute = Dispute(provider_dispute_id=told.dispute_id, payment_id=payment.id, donation_id=payment.donation_id)
    session.add(dispute)
    return dispute
