"""A summary on its way to paper."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import clock, ids
from donations.core.database import Base
from donations.core.outbox import Event


class GivingSummary(Base):
    """Asked for by a supporter; printed by the worker from `content`, and gone after a day."""

    __tablename__ = "giving_summary"
    __table_args__ = (Index("ix_giving_summary_supporter_id", "supporter_id", "asked_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    supporter_id: Mapped[UUID] = mapped_column(ForeignKey("supporter.id"))
    day_from: Mapped[date]
    day_to: Mapped[date]
    language: Mapped[str] = mapped_column(String(2))
    content: Mapped[dict[str, Any]]  # every text it shows
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    printed_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class SummaryAsked(Event):
    """A supporter wants their summary as a document."""

    summary_id: UUID
