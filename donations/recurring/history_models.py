"""What happened to a plan, what was asked to be changed, and which collections failed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import clock, ids
from donations.core.database import Base
from donations.giving.models import one_of
from donations.recurring.reasons import ChangeKind, RequestedBy

_OPEN_CHANGE = text("done_at IS NULL AND refused_at IS NULL")
UNSEEN_REFUSAL = text("refused_at IS NOT NULL AND refusal_seen_at IS NULL")  # the same words use the index
_DUE_EPISODE = text("next_step_at IS NOT NULL")
_OPEN_EPISODE = text("mended_at IS NULL AND lost_at IS NULL")


@dataclass(frozen=True, slots=True)
class Because:
    """Why a plan moved: a code, and the event or the change that brought it about."""

    reason: str
    event: UUID | None = None
    change: UUID | None = None


class PlanHistory(Base):
    """Append-only: each move of a plan, and what caused it. Codes only: the words of people are with the change."""

    __tablename__ = "plan_history"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("recurring_plan.id"), index=True)
    was: Mapped[str | None] = mapped_column(String(10))
    became: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("provider_event.id"))
    change_id: Mapped[UUID | None] = mapped_column(ForeignKey("plan_change.id"))


class PlanChange(Base):
    """A change somebody wants. Sent to the provider under its id; those of one plan one after the other."""

    __tablename__ = "plan_change"
    __table_args__ = (
        UniqueConstraint("plan_id", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(one_of("kind", ChangeKind), name="kind"),
        CheckConstraint(one_of("asked_by", RequestedBy), name="asked_by"),
        CheckConstraint("(asked_by = 'staff') = (staff_id IS NOT NULL)", name="staff"),
        CheckConstraint("done_at IS NULL OR refused_at IS NULL", name="outcome"),
        CheckConstraint("(refused_at IS NULL) = (problem IS NULL)", name="problem"),
        Index("ix_plan_change_open", "plan_id", sqlite_where=_OPEN_CHANGE, postgresql_where=_OPEN_CHANGE),
        Index("ix_plan_change_kind", "kind", "asked_at"),
        Index(
            "ix_plan_change_refused",
            *("refused_at", "plan_id"),
            sqlite_where=UNSEEN_REFUSAL,
            postgresql_where=UNSEEN_REFUSAL,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("recurring_plan.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    wanted: Mapped[dict[str, Any]]
    was: Mapped[dict[str, Any]]  # the same facts before it
    asked_by: Mapped[str] = mapped_column(String(10))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"))
    reason: Mapped[str]  # the supporter's own words, or a colleague's; may be empty
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    session_id: Mapped[str | None] = mapped_column(String(255), unique=True)  # the provider's page for another card
    sent_at: Mapped[datetime | None]  # first handed to the provider: its key is good for a day from then
    done_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(200))
    refusal_seen_at: Mapped[datetime | None]  # by a person, or settled since: it waits for nobody any more


class CollectionFailure(Base):
    """The story of an instalment that failed, from the first refusal until it was mended or given up."""

    __tablename__ = "collection_failure"
    __table_args__ = (
        CheckConstraint("step >= 0", name="step"),
        CheckConstraint("mended_at IS NULL OR lost_at IS NULL", name="end"),
        CheckConstraint("next_step_at IS NULL OR (mended_at IS NULL AND lost_at IS NULL)", name="next_step"),
        Index(
            "ix_collection_failure_due",
            "next_step_at",
            sqlite_where=_DUE_EPISODE,
            postgresql_where=_DUE_EPISODE,
        ),
        Index("ix_collection_failure_open", "plan_id", sqlite_where=_OPEN_EPISODE, postgresql_where=_OPEN_EPISODE),
        Index("ix_collection_failure_began_at", "began_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    instalment_id: Mapped[UUID] = mapped_column(ForeignKey("instalment.id"), unique=True)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("recurring_plan.id"), index=True)
    family: Mapped[str | None] = mapped_column(String(20))  # NULL: not looked at yet
    decline_code: Mapped[str | None] = mapped_column(String(60))
    began_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)  # that failed, of the provider's own, as it counts them
    step: Mapped[int] = mapped_column(default=0)  # how many of its family's steps are done
    next_step_at: Mapped[datetime | None]
    mended_at: Mapped[datetime | None]
    mended_by: Mapped[str | None] = mapped_column(String(40))  # the step that did it
    lost_at: Mapped[datetime | None]
