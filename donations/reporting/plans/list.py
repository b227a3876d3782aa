"""Plans as a list: filtered, sorted, a page at a time, added up.

A page goes by the keys of its first and last row; its keys are found along an index, then its rows are read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, select, tuple_
from sqlalchemy.orm import joinedload

from donations.core.database import db, session
from donations.core.errors import NotFound
from donations.core.money import Money
from donations.recurring.models import PlanCard, RecurringPlan
from donations.recurring.states import PlanStatus
from donations.reporting.plans.figures import HAS_BEGUN, monthly_of, per_year
from donations.search.plans import is_found_by
from donations.search.search_index import typed_words

ROWS = 50
FEW = 10_000
# Beside the states of a plan; what is collected now is worth something a month, what is paused is not.
GOES_ON, COLLECTED, NOT_BEGUN = "goes_on", "collected", "not_begun"
_GOING_ON = (PlanStatus.ACTIVE, PlanStatus.PAST_DUE, PlanStatus.PAUSED)
_COLLECTED = (PlanStatus.ACTIVE, PlanStatus.PAST_DUE)
STATES = (GOES_ON, COLLECTED, *PlanStatus, NOT_BEGUN)
_SAME = ("kind", "interval", "currency", "fund_id")


class PlanSort(StrEnum):
    """Amounts are compared within their currency alone."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NEXT = "next"  # those without a next date are left out
    LARGEST = "largest"
    SMALLEST = "smallest"

    @property
    def falls(self) -> bool:
        """From high to low."""
        return self in (PlanSort.NEWEST, PlanSort.LARGEST)


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """Everything that is set must be so. `card_expires`: year and month; of plans that go on."""

    typed: str = ""
    status: str | None = None
    kind: str | None = None
    interval: str | None = None
    currency: str | None = None
    fund_id: UUID | None = None
    is_paused: bool = False
    card_expires: tuple[int, int] | None = None

    @property
    def finds_nothing(self) -> bool:
        """Signs were typed that are part of no word."""
        return bool(self.typed.strip()) and not typed_words(self.typed)


@dataclass(frozen=True, slots=True)
class PlanCursor:
    """Rows beyond a plan: after it in the order of the list, or before it."""

    id: UUID
    is_before: bool = False


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The rows, and the plans that the pages beside this one begin at."""

    rows: Sequence[RecurringPlan]
    before: UUID | None = None
    after: UUID | None = None


@dataclass(frozen=True, slots=True)
class PlanTotals:
    """How many, and what those of them that are collected now bring in a month, by currency."""

    plans: int
    a_month: list[Money]


def plan_page(chosen: PlanFilter, sort: PlanSort = PlanSort.NEWEST, cursor: PlanCursor | None = None) -> PlanPage:
    """Raises `NotFound` for a cursor that is no plan."""
    if chosen.finds_nothing:
        return PlanPage([])
    keys = list(session.scalars(_beyond(_found(chosen, sort), sort, cursor)))
    has_more, keys = len(keys) > ROWS, keys[:ROWS]
    goes_back = cursor is not None and cursor.is_before
    if goes_back:
        keys.reverse()
    if not keys:
        return PlanPage([])
    return PlanPage(
        rows=_rows(keys),
        before=keys[0] if cursor and (has_more or not goes_back) else None,
        after=keys[-1] if has_more or goes_back else None,
    )


def plan_totals(chosen: PlanFilter, sort: PlanSort = PlanSort.NEWEST) -> PlanTotals | None:
    """None when there are more than `FEW`."""
    if chosen.finds_nothing:
        return PlanTotals(0, [])
    is_worth = and_(RecurringPlan.status.in_(_COLLECTED), HAS_BEGUN)
    worth = case((is_worth, per_year(RecurringPlan.amount_minor, RecurringPlan.interval)), else_=0).label("worth")
    found = _found(chosen, sort).with_only_columns(RecurringPlan.currency, worth).limit(FEW + 1).subquery()
    sums = select(found.c.currency, func.count(), func.sum(found.c.worth)).group_by(found.c.currency)
    groups = session.execute(sums).all()
    plans = sum(count for _, count, _ in groups)
    if plans > FEW:
        return None
    a_month = (monthly_of(Money(int(yearly), currency)) for currency, _, yearly in groups if yearly)
    return PlanTotals(plans, sorted(a_month, key=lambda money: -money.minor))


@dataclass(frozen=True, slots=True)
class Collected:
    """Plans of one currency that are collected now."""

    plans: int
    a_month: Money


def collected_now() -> list[Collected]:
    """By currency, the largest first: the very plans that the state `COLLECTED` finds."""
    plan = RecurringPlan
    yearly = func.sum(per_year(plan.amount_minor, plan.interval))
    statement = select(plan.currency, func.count(), yearly).where(plan.status.in_(_COLLECTED), HAS_BEGUN)
    rows = session.execute(statement.group_by(plan.currency).order_by(yearly.desc()))
    return [Collected(plans, monthly_of(Money(int(minor), currency))) for currency, plans, minor in rows]


def _found(chosen: PlanFilter, sort: PlanSort) -> Select[Any]:
    plan, beside = RecurringPlan, _beside(chosen, sort)
    same = [beside(getattr(plan, name)) == getattr(chosen, name) for name in _SAME if getattr(chosen, name)]
    found = select(plan.id).where(*same, *is_found_by(typed_words(chosen.typed)))
    for state in filter(None, (chosen.status, GOES_ON if chosen.card_expires else None)):
        found = found.where(*_is_in(state, beside(plan.status)))
    if chosen.is_paused:
        found = found.where(plan.is_paused.is_(True))
    if chosen.card_expires:
        found = found.where(plan.payment_method_id.in_(_cards(*chosen.card_expires)))
    return found.where(plan.next_on.is_not(None)) if sort == PlanSort.NEXT else found


def _is_in(state: str, status: Any) -> list[ColumnElement[bool]]:
    """As the report counts: before its first money a plan goes on, and is nothing more yet."""
    if state == NOT_BEGUN:
        return [status.in_(_GOING_ON), ~HAS_BEGUN]
    if state == GOES_ON:
        return [status.in_(_GOING_ON)]
    if state == COLLECTED:
        return [status.in_(_COLLECTED), HAS_BEGUN]
    return [status == state, *([HAS_BEGUN] if state in _GOING_ON else [])]


def _beside(chosen: PlanFilter, sort: PlanSort) -> Callable[[Any], Any]:
    """Words, cards and dates lead to few plans: SQLite must not begin with a column that half of all plans share."""
    is_led = chosen.typed or chosen.card_expires or sort == PlanSort.NEXT
    if is_led and db.engine.dialect.name == "sqlite":
        return lambda column: column.op("||", return_type=column.type)(literal_column("''"))
    return lambda column: column


def _cards(year: int, month: int) -> Select[str]:
    return select(PlanCard.payment_method_id).where(PlanCard.exp_year == year, PlanCard.exp_month == month)


def _beyond(found: Select[Any], sort: PlanSort, cursor: PlanCursor | None) -> Select[Any]:
    """Of `found` those of the page, and one more; in its order."""
    columns = _order(sort)
    falls = sort.falls != (cursor is not None and cursor.is_before)
    if cursor:
        edge, here = _edge(columns, cursor), tuple_(*columns)
        found = found.where(here < edge if falls else here > edge)
    return found.order_by(*(column.desc() if falls else column for column in columns)).limit(ROWS + 1)


def _order(sort: PlanSort) -> list[Any]:
    plan = RecurringPlan
    if sort == PlanSort.NEXT:
        return [plan.next_on, plan.id]
    if sort in (PlanSort.NEWEST, PlanSort.OLDEST):
        return [plan.started_on, plan.id]
    return [plan.currency, plan.amount_minor, plan.id]


def _edge(columns: Sequence[Any], cursor: PlanCursor) -> ColumnElement[Any]:
    row = session.execute(select(*columns).where(RecurringPlan.id == cursor.id)).one_or_none()
    if row is None:
        raise NotFound("This regular gift is not here.")
    return tuple_(*row, types=[column.type for column in columns])


def _rows(keys: Sequence[UUID]) -> list[RecurringPlan]:
    statement = select(RecurringPlan).where(RecurringPlan.id.in_(keys)).options(joinedload(RecurringPlan.card))
    found = {plan.id: plan for plan in session.scalars(statement)}
    return [found[key] for key in keys]
