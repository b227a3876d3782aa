"""What plans are worth: by the year, which is exact; by the month it is a twelfth of the sum, rounded down.

Only sums are divided, once for each currency: three quarterly donations of 1.00 are worth 1.00 a month, not 0.99.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, null, or_, select

from donations.core.database import session
from donations.core.money import Money
from donations.organisation.queries import the_organisation
from donations.recurring.decline_families import Family
from donations.recurring.dunning_steps import Act, last_letter
from donations.recurring.history_models import CollectionFailure, PlanChange, PlanHistory
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.reasons import REPORTED, ChangeKind, EndReason
from donations.recurring.states import MOVES, Interval, PlanKind, PlanStatus

_GOING_ON = [status for status, moves in MOVES.items() if moves]
MONTHS_OF_A_YEAR = 12
TIMES_A_YEAR: dict[Interval, int] = {Interval.MONTHLY: 12, Interval.QUARTERLY: 4, Interval.YEARLY: 1}
# A plan of a card counts from its first money on; one that staff recorded, from then.
HAS_BEGUN = or_(RecurringPlan.kind == PlanKind.STANDING_ORDER, RecurringPlan.supporter_id.is_not(None))


@dataclass(frozen=True, slots=True)
class Standing:
    """The plans of one state and currency."""

    status: PlanStatus
    plans: int
    yearly: Money

    @property
    def monthly(self) -> Money:
        """What they bring in a month."""
        return monthly_of(self.yearly)


def standing() -> list[Standing]:
    """Of all plans that go on, whether they are active, past due or paused."""
    yearly = func.sum(per_year(RecurringPlan.amount_minor, RecurringPlan.interval))
    by = (RecurringPlan.status, RecurringPlan.currency)
    rows = select(*by, func.count(), yearly).where(*_going_on()).group_by(*by).order_by(*by)
    return [
        Standing(PlanStatus(status), int(plans), Money(int(minor), currency))
        for status, currency, plans, minor in session.execute(rows)
    ]


def plans_standing(status: PlanStatus, currency: str) -> list[UUID]:
    """The plans behind a figure, the newest first."""
    chosen = select(RecurringPlan.id).where(
        *_going_on(), RecurringPlan.status == status, RecurringPlan.currency == currency
    )
    return list(session.scalars(chosen.order_by(RecurringPlan.id.desc())))


def monthly_of(yearly: Money) -> Money:
    """A twelfth, rounded down; of what was lost as of what was won."""
    sign = -1 if yearly.minor < 0 else 1
    return Money(sign * (abs(yearly.minor) // MONTHS_OF_A_YEAR), yearly.currency)


def per_year(amount: Any, interval: Any) -> Any:
    """A sum of each time as one of a year."""
    return amount * case({each.value: times for each, times in TIMES_A_YEAR.items()}, value=interval)


def _going_on() -> tuple[ColumnElement[bool], ...]:
    """By state, not by the end: so an index holds all that is asked."""
    return RecurringPlan.status.in_(_GOING_ON), HAS_BEGUN


class PlanFigure(StrEnum):
    """What is counted; in brackets what its sum is, and its reasons."""

    NEW = "new"  # began, as it began (of a year; kind of the plan)
    UPGRADED = "upgraded"  # gives more from now on (the difference of a year; what was changed)
    DOWNGRADED = "downgraded"  # gives less from now on (the same)
    PAUSED = "paused"  # was paused (of a year)
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
    """One that was left out is none, whoever was quicker to tell of it: the provider, or its answer to us."""
    left_out = select(PlanChange.id).where(
        PlanChange.plan_id == PlanHistory.plan_id,
        PlanChange.kind == ChangeKind.SKIP,
        PlanChange.asked_at <= PlanHistory.at,
        PlanChange.done_at >= PlanHistory.at,
    )
    is_pause = PlanHistory.reason.in_((ChangeKind.PAUSE, REPORTED))
    paused = and_(PlanHistory.became == PlanStatus.PAUSED, is_pause, ~left_out.exists())
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


def rows_requested(figure: PlanFigure, span: Span) -> list[PlanRow]:
    """The newest first."""
    statement = question_for(figure, span).subquery()
    found = session.execute(select(statement).order_by(statement.c.at.desc(), statement.c.plan_id))
    return [
        PlanRow(row.plan_id, row.at, row.reason, Money(row.amount_minor, row.currency), row.family, row.step)
        for row in found
    ]


_OF_VALUE = (ChangeKind.AMOUNT, ChangeKind.INTERVAL)


def changes_of_value(span: Span, *, more: bool) -> list[PlanRow]:
    """The newest first; a change that leaves the year's sum as it was is neither."""
    made = PlanChange.done_at.is_not(None) & PlanChange.kind.in_(_OF_VALUE)
    touched = select(PlanChange.plan_id).where(made, span.has(PlanChange.done_at))
    chosen = select(PlanChange, RecurringPlan).join(RecurringPlan, RecurringPlan.id == PlanChange.plan_id)
    chosen = chosen.where(made, HAS_BEGUN, PlanChange.plan_id.in_(touched))
    found = session.execute(chosen.order_by(PlanChange.plan_id, PlanChange.number.desc())).all()
    first, after = span.moments
    rows = [
        row
        for _, changes in groupby(found, key=lambda each: each[0].plan_id)
        for row in _details([(change, plan) for change, plan in changes])
        if first <= row.at < after and (row.amount.minor > 0 if more else row.amount.minor < 0)
    ]
    return sorted(rows, key=lambda row: (row.at, row.plan_id), reverse=True)


def _details(changes: Sequence[tuple[PlanChange, RecurringPlan]]) -> Iterator[PlanRow]:
    """Backwards from the plan as it is: each change knows what was before it."""
    plan = changes[0][1]
    amount, interval = plan.amount_minor, plan.interval
    for change, _ in changes:
        now = _yearly(amount, interval)
        amount, interval = change.was.get("amount_minor", amount), change.was.get("interval", interval)
        assert change.done_at  # noqa: S101 - only those that were made were asked for
        yield PlanRow(plan.id, change.done_at, change.kind, Money(now - _yearly(amount, interval), plan.currency))


def _yearly(amount_minor: int, interval: str) -> int:
    return amount_minor * TIMES_A_YEAR[Interval(interval)]
