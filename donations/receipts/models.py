"""Receipts. All tables but the counter and the claim are append-only."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from donations.core import clock, ids
from donations.core.database import Base
from donations.core.money import Money


class ReceiptSeries(Base):
    """The last number given in a series and year. Locked while a receipt is issued; a rollback returns the number."""

    __tablename__ = "receipt_series"

    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_sequence: Mapped[int]


class Receipt(Base):
    """A frozen document: `snapshot` holds every text it shows."""

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("series", "year", "sequence"),
        CheckConstraint("sequence > 0", name="sequence"),
        CheckConstraint("amount_minor > 0", name="amount"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    series: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    sequence: Mapped[int]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    check_code: Mapped[str] = mapped_column(String(9))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Money] = composite("amount_minor", "currency")
    language: Mapped[str] = mapped_column(String(2))
    issued_on: Mapped[date]  # in the organisation's zone
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("receipt.id"), unique=True)
    snapshot: Mapped[dict[str, Any]]


class ReceiptDonation(Base):
    """Which donation a receipt speaks of, and with how much."""

    __tablename__ = "receipt_gift"
    __table_args__ = (UniqueConstraint("receipt_id", "donation_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    receipt_id: Mapped[UUID] = mapped_column(ForeignKey("receipt.id"))
    donation_id: Mapped[UUID] = mapped_column(ForeignKey("donation.id"), index=True)
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))


class ReceiptClaim(Base):
    """The one valid receipt of a donation: the key makes a second impossible. Voiding deletes the claim."""

    __tablename__ = "receipt_claim"

    donation_id: Mapped[UUID] = mapped_column(ForeignKey("donation.id"), primary_key=True)
    receipt_id: Mapped[UUID] = mapped_column(ForeignKey("receipt.id"), index=True)
    receipt: Mapped[Receipt] = relationship(lazy="joined", innerjoin=True)


class ReceiptDocument(Base):
    """The printed PDF: the original, and the copy marked as void."""

    __tablename__ = "receipt_document"
    __table_args__ = (CheckConstraint("kind IN ('original', 'void')", name="kind"),)

    receipt_id: Mapped[UUID] = mapped_column(ForeignKey("receipt.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    is_transliterated: Mapped[bool]  # the fonts lack letters of a name: staff should look at it
    rendered_at: Mapped[datetime] = mapped_column(default=clock.now)


class ReceiptVoid(Base):
    """Why, by whom and when a receipt stopped being valid."""

    __tablename__ = "receipt_void"

    receipt_id: Mapped[UUID] = mapped_column(ForeignKey("receipt.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(30))
    by: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(default=clock.now)
