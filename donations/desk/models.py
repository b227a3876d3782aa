"""How far one donation of an act on many has got."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import clock, ids
from donations.core.database import Base
from donations.core.outbox import Event


class ItemState(StrEnum):
    WAITING = "waiting"  # its turn has not come
    DONE = "done"  # it was done
    REFUSED = "refused"  # the rules forbid it for this one; the row says why


MOVES = {
    ItemState.WAITING: {ItemState.DONE, ItemState.REFUSED},
    ItemState.DONE: set(),
    ItemState.REFUSED: set(),
}


@dataclass(frozen=True, slots=True)
class BulkJobContinues(Event):
    """Donations of an act on many are still waiting."""

    job_id: UUID


_STATES = ", ".join(f"'{state}'" for state in ItemState)


class SavedView(Base):
    """Filters, order and columns under a name."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("staff_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str]  # as it stands in the list's address
    is_shared: Mapped[bool] = mapped_column(default=False)  # shown to everybody
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)


class BulkJob(Base):
    """One act on many donations, asked for by one person. The worker does it, some at a time."""

    __tablename__ = "bulk_job"
    __table_args__ = (
        CheckConstraint("done >= 0 AND refused >= 0 AND done + refused <= total", name="progress"),
        CheckConstraint("(finished_at IS NULL) = (done + refused < total)", name="finished_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    ticket: Mapped[str | None] = mapped_column(String(40), index=True, unique=True)  # of the form that asked for it
    action: Mapped[str] = mapped_column(String(40))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"))
    reason: Mapped[str]
    parameters: Mapped[dict[str, Any]]
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]


class BulkItem(Base):
    """One donation of such an act: frozen when it was asked for, whatever matches the filter later."""

    __tablename__ = "bulk_item"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        Index("ix_bulk_item_state", "job_id", "state", "number"),
    )

    job_id: Mapped[UUID] = mapped_column(ForeignKey("bulk_job.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    donation_id: Mapped[UUID] = mapped_column(ForeignKey("donation.id"))
    state: Mapped[str] = mapped_column(String(10), default=ItemState.WAITING)
    problem: Mapped[dict[str, Any] | None]  # a message and its parameters, told in the reader's language
