"""Money the supporter's bank wants back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, composite, mapped_column

from donations.core import clock, ids
from donations.core.database import Base
from donations.core.money import Money
from donations.giving.checks import CURRENCY, one_of
from donations.payments.updates import DisputeStatus


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
