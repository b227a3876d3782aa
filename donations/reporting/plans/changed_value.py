"""Regular gifts that give more or less than before: by changes of their sum and of their rhythm, in their order."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlalchemy import select

from donations.core.database import session
from donations.core.money import Money
from donations.recurring.history_models import PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.reasons import ChangeKind
from donations.recurring.states import Interval
from donations.reporting.plans.events_of_plans import PlanRow, Span
from donations.reporting.plans.value import HAS_BEGUN, TIMES_A_YEAR

_OF_VALUE = (ChangeKind.AMOUNT, ChangeKind.INTERVAL)


def changes_of_value(span: Span, *, more: bool) -> list[PlanRow]:
    """The newest first; a change that leaves the year's sum as it was is neither."""
    made = PlanChange.done_at.is_not(None) & PlanChange.kind.in_(_OF_VALUE)
    touched = select(PlanChange.plan_id).where(made, span.has(PlanChange.done_at))
    wanted = select(PlanChange, RecurringPlan).join(RecurringPlan, RecurringPlan.id == PlanChange.plan_id)
    wanted = wanted.where(made, HAS_BEGUN, PlanChange.plan_id.in_(touched))
    found = session.execute(wanted.order_by(PlanChange.plan_id, PlanChange.number.desc())).all()
    first, after = span.moments
    rows = [
        row
        for _, changes in groupby(found, key=lambda each: each[0].plan_id)
        for row in _told([(change, plan) for change, plan in changes])
        if first <= row.at < after and (row.amount.minor > 0 if more else row.amount.minor < 0)
    ]
    return sorted(rows, key=lambda row: (row.at, row.plan_id), reverse=True)


def _told(changes: Sequence[tuple[PlanChange, RecurringPlan]]) -> Iterator[PlanRow]:
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
