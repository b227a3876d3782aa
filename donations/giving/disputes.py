"""A supporter's bank takes money back, or asks about it: the dispute, and what the provider says of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, composite, mapped_column

from donations.core import clock, ids, outbox
from donations.core.database import Base, session
from donations.core.errors import NotYet
from donations.core.money import Money
from donations.giving.events import DisputeChanged
from donations.giving.models import CURRENCY, Donation, one_of
from donations.giving.queries import payment_by_provider_id
from donations.payments.updates import DisputeReported, DisputeStatus


class Dispute(Base):
    """The supporter's bank takes a payment back, or asks about it. Open it blocks refunds; lost the money is gone."""

    __tablename__ = "dispute"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint(CURRENCY, name="currency"),
        CheckConstraint(one_of("status", DisputeStatus), name="status"),
        Index("ix_dispute_status", "status"),
        Index("ix_dispute_donation_id", "donation_id", "status"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    provider_dispute_id: Mapped[str] = mapped_column(String(255), unique=True)
    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id"), index=True)
    donation_id: Mapped[UUID] = mapped_column(ForeignKey("donation.id"))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Money] = composite("amount_minor", "currency")
    status: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(60))  # the provider's word: fraudulent, duplicate …
    evidence_due_at: Mapped[datetime | None]
    reported_at: Mapped[datetime]  # the provider's last word
    first_heard_at: Mapped[datetime] = mapped_column(default=clock.now)


# Words arrive in any order: an end wins over what came before it, of two ends the later one (banks do think again).
_STAGE = {DisputeStatus.INQUIRY: 0, DisputeStatus.OPEN: 1, DisputeStatus.WON: 2, DisputeStatus.LOST: 2}


def record_dispute(_donation: Donation, update: DisputeReported, *, because: UUID) -> None:  # noqa: ARG001 - one signature for all verbs
    """Raises `NotYet` while the payment itself is not known yet."""
    dispute = session.scalar(select(Dispute).where(Dispute.provider_dispute_id == update.dispute_id))
    if dispute is None:
        dispute = _add(update)
    elif _rank(update.status, update.at) <= _rank(DisputeStatus(dispute.status), dispute.reported_at):
        return
    dispute.status, dispute.amount, dispute.reason = update.status, update.amount, update.reason
    dispute.evidence_due_at, dispute.reported_at = update.evidence_due_at, update.at
    session.flush()
    outbox.record(DisputeChanged(dispute.donation_id, dispute.id))


def _rank(status: DisputeStatus, at: datetime) -> tuple[int, datetime, str]:
    """A total order, so that the end does not depend on which word was reported last."""
    return _STAGE[status], at, status


def _add(update: DisputeReported) -> Dispute:
    payment = payment_by_provider_id(update.payment_id)
    if payment is None:
        raise NotYet("Payment %(payment)s is not known yet.", payment=update.payment_id)
    dispute = Dispute(provider_dispute_id=update.dispute_id, payment_id=payment.id, donation_id=payment.donation_id)
    session.add(dispute)
    return dispute
