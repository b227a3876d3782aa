"""What became of regular gifts in a span of days: each figure is a question about rows, and the rows can be opened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, literal, null, select

from donations.core.database import session
from donations.core.money import Money
from donations.organisation.queries import the_organisation
from donations.recurring.decline_families import Family
from donations.recurring.dunning_steps import Act, last_letter
from donations.recurring.history_models import CollectionFailure, PlanChange, PlanHistory
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.reasons import ChangeKind, EndReason
from donations.recurring.states import PlanStatus
from donations.reporting.plans.value import HAS_BEGUN, per_year


class PlanFigure(StrEnum):
    """What is counted; in brackets what its sum is, and its reasons."""

    NEW = "new"  # began, as it began (of a year; kind of the plan)
    UPGRADED = "upgraded"  # gives more from now on (the difference of a year; what was changed)
    DOWNGRADED = "downgraded"  # gives less from now on (the same)
    PAUSED = "paused"  # was paused or skipped (of a year)
    FAILED = "failed"  # could not be collected at first (the instalment; family of the refusal)
    RECOVERED = "recovered"  # was collected after all (the instalment; what mended it)
    LOST = "lost"  # was given up, but for what a pause let go (the instalment; family of the refusal)
    CANCELLED = "cancelled"  # somebody ended it (of a year; who)
    ENDED = "ended"  # is done, or could not be collected any more (of a year; which)


OF_A_YEAR = frozenset(PlanFigure) - {PlanFigure.FAILED, PlanFigure.RECOVERED, PlanFigure.LOST}


@dataclass(frozen=True, slots=True)
class Span:
    """Days where the foundation is, the last one included."""

    since: date
    until: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the first one on, before the second."""
        zone = ZoneInfo(the_organisation().zone)
        return (
            datetime.combine(self.since, time(), zone),
            datetime.combine(self.until + timedelta(days=1), time(), zone),
        )

    def has(self, moment: Any) -> ColumnElement[bool]:
        """As a condition."""
        first, after = self.moments
        return and_(moment >= first, moment < after)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One thing that happened to a plan. `step`: how many steps had been taken about a failure when it ended."""

    plan_id: UUID
    at: datetime
    reason: str | None
    amount: Money
    family: str | None = None
    step: int | None = None

    @property
    def after_letter(self) -> Act | None:
        """Of a failure: the last letter that was written about it."""
        return last_letter(Family(self.family), self.step) if self.family and self.step else None


def question_for(figure: PlanFigure, span: Span) -> Select[Any]:
    """plan_id, at, reason, amount_minor, currency, family, step: one row for each thing that happened."""
    return _QUESTIONS[figure](span)


def _plan(at: Any, reason: Any, amount: Any = RecurringPlan.amount_minor, interval: Any = None) -> Select[Any]:
    interval = RecurringPlan.interval if interval is None else interval
    yearly = per_year(amount, interval).label("amount_minor")
    nothing = (null().label("family"), null().label("step"))
    return select(
        RecurringPlan.id.label("plan_id"),
        at.label("at"),
        reason.label("reason"),
        yearly,
        RecurringPlan.currency.label("currency"),
        *nothing,
    )


def _new(span: Span) -> Select[Any]:
    """With the sum and the rhythm they began with."""
    amount = func.coalesce(_first_was(ChangeKind.AMOUNT, "amount_minor"), RecurringPlan.amount_minor)
    interval = func.coalesce(_first_was(ChangeKind.INTERVAL, "interval"), RecurringPlan.interval)
    never = RecurringPlan.end_reason.is_distinct_from(EndReason.NEVER_PAID)
    rows = _plan(RecurringPlan.started_at, RecurringPlan.kind, amount, interval)
    return rows.where(HAS_BEGUN, never, span.has(RecurringPlan.started_at))


def _first_was(kind: ChangeKind, name: str) -> Any:
    was = PlanChange.was[name]
    value = was.as_integer() if kind == ChangeKind.AMOUNT else was.as_string()
    first = select(value).where(
        PlanChange.plan_id == RecurringPlan.id, PlanChange.kind == kind, PlanChange.done_at.is_not(None)
    )
    return first.order_by(PlanChange.number).limit(1).correlate(RecurringPlan).scalar_subquery()


def _paused(span: Span) -> Select[Any]:
    paused = PlanHistory.became == PlanStatus.PAUSED
    rows = _plan(PlanHistory.at, null()).join(PlanHistory, PlanHistory.plan_id == RecurringPlan.id)
    return rows.where(paused, span.has(PlanHistory.at))


def _over(span: Span, status: PlanStatus) -> Select[Any]:
    rows = _plan(RecurringPlan.ended_at, RecurringPlan.end_reason)
    return rows.where(HAS_BEGUN, RecurringPlan.status == status, span.has(RecurringPlan.ended_at))


def _failure(span: Span, at: Any, reason: Any) -> Select[Any]:
    rows = select(
        CollectionFailure.plan_id.label("plan_id"),
        at.label("at"),
        reason.label("reason"),
        Instalment.amount_minor.label("amount_minor"),
        Instalment.currency.label("currency"),
        CollectionFailure.family.label("family"),
        CollectionFailure.step.label("step"),
    )
    return rows.join(Instalment, Instalment.id == CollectionFailure.instalment_id).where(span.has(at))


_FAMILY = func.coalesce(CollectionFailure.family, literal("unknown"))
_MENDED_BY = func.coalesce(CollectionFailure.mended_by, literal("unknown"))
_QUESTIONS: dict[PlanFigure, Callable[[Span], Select[Any]]] = {
    PlanFigure.NEW: _new,
    PlanFigure.PAUSED: _paused,
    PlanFigure.FAILED: lambda span: _failure(span, CollectionFailure.began_at, _FAMILY),
    PlanFigure.RECOVERED: lambda span: _failure(span, CollectionFailure.mended_at, _MENDED_BY),
    PlanFigure.LOST: lambda span: _failure(span, CollectionFailure.lost_at, _FAMILY).where(
        Instalment.called_off_at.is_(None)
    ),
    PlanFigure.CANCELLED: lambda span: _over(span, PlanStatus.CANCELLED),
    PlanFigure.ENDED: lambda span: _over(span, PlanStatus.ENDED),
}


def rows_asked(figure: PlanFigure, span: Span) -> list[PlanRow]:
    """The newest first."""
    asked = question_for(figure, span).subquery()
    found = session.execute(select(asked).order_by(asked.c.at.desc(), asked.c.plan_id))
    return [
        PlanRow(row.plan_id, row.at, row.reason, Money(row.amount_minor, row.currency), row.family, row.step)
        for row in found
    ]
