"""What staff add to a donation: that it came by hand or with an import, what they decided and asked for, its events."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import clock
from donations.core.database import Base
from donations.giving.models import one_of
from donations.giving.states import ReviewDecision


class ManualMethod(StrEnum):
    """How a donation came by hand."""

    CASH = "cash"  # notes and coins
    BANK_TRANSFER = "bank_transfer"  # to the foundation's own account
    CHEQUE = "cheque"  # on the day it was cleared
    IN_KIND = "in_kind"  # a thing or a service, at its value


class MethodElsewhere(StrEnum):
    """How a donation came that another system took, in the words of the provider; for imports alone."""

    CARD = "card"
    BLIK = "blik"
    P24 = "p24"
    PAYPAL = "paypal"
    LINK = "link"
    SEPA_DEBIT = "sepa_debit"
    BACS_DEBIT = "bacs_debit"
    US_BANK_ACCOUNT = "us_bank_account"


class ManualRecord(Base):
    """A donation no provider took: cash, a transfer, a cheque, a thing. Somebody here vouches for it."""

    __tablename__ = "manual_record"
    __table_args__ = (CheckConstraint(one_of("method", ManualMethod, MethodElsewhere), name="method"),)

    donation_id: Mapped[UUID] = mapped_column(ForeignKey("donation.id"), primary_key=True)
    method: Mapped[str] = mapped_column(String(20))
    received_on: Mapped[date]
    note: Mapped[str]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)


class ImportedDonation(Base):
    """Where a donation stands in the book of another system it was brought from: each is brought once."""

    __tablename__ = "imported_gift"
    __table_args__ = (UniqueConstraint("source", "reference"),)

    donation_id: Mapped[UUID] = mapped_column(ForeignKey("manual_record.donation_id"), primary_key=True)
    source: Mapped[str] = mapped_column(String(60))  # what those who imported it call that system
    reference: Mapped[str] = mapped_column(String(120))  # of the donation, there
    import_id: Mapped[UUID] = mapped_column(index=True)  # which the audit trail tells of


class HeldReview(Base):
    """What a person decided about a donation that was held; `held_reason` is what it was held for."""

    __tablename__ = "held_review"
    __table_args__ = (CheckConstraint(one_of("decision", ReviewDecision), name="decision"),)

    donation_id: Mapped[UUID] = mapped_column(ForeignKey("donation.id"), primary_key=True)
    decision: Mapped[str] = mapped_column(String(10))
    held_reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[str]
    by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)


class CancelStatus(StrEnum):
    """How far it got to stop a payment."""

    REQUESTED = "requested"  # the provider has not answered yet
    CANCELLED = "cancelled"  # the provider has stopped it
    REFUSED = "refused"  # it did not: the donation goes on


class PaymentCancel(Base):
    """Somebody wanted a payment stopped that was on its way; asked of the provider once, whatever it answers."""

    __tablename__ = "payment_cancel"
    __table_args__ = (
        CheckConstraint(one_of("status", CancelStatus), name="status"),
        CheckConstraint("(status = 'refused') = (refusal IS NOT NULL)", name="refusal"),
        CheckConstraint("(status = 'requested') = (answered_at IS NULL)", name="answered_at"),
        Index("ix_payment_cancel_status", "status"),
    )

    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id"), primary_key=True)
    status: Mapped[str] = mapped_column(String(10), default=CancelStatus.REQUESTED)
    refusal: Mapped[str | None] = mapped_column(String(60))  # the provider's code, or ours
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    requested_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]  # first handed to the provider: its key is good for a day from then
    answered_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]  # refused, and the money came: a person has looked at it


class EventLink(Base):
    """The donation a person says an event of the provider is about; asked only where nothing else tells."""

    __tablename__ = "event_link"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("provider_event.id"), primary_key=True)
    donation_id: Mapped[UUID] = mapped_column(ForeignKey("donation.id"), index=True)
    reason: Mapped[str]
    by: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
