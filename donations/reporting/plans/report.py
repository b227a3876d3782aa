"""The report of plans in a span of days: figures, and the rows behind each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, literal, select, union_all

from donations.core.database import session
from donations.core.money import Money
from donations.recurring.history_models import PlanChange
from donations.recurring.reasons import ChangeKind
from donations.reporting.plans.figures import (
    OF_A_YEAR,
    PlanFigure,
    PlanRow,
    Span,
    changes_of_value,
    monthly_of,
    question_for,
    rows_requested,
)

_CHANGED = (PlanFigure.UPGRADED, PlanFigure.DOWNGRADED)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """How often it happened for this reason in this currency, and the sum of it."""

    figure: PlanFigure
    reason: str | None
    count: int
    amount: Money

    @property
    def monthly(self) -> Money | None:
        """A sum of a year as one of a month; None for instalments, which are what they are."""
        return monthly_of(self.amount) if self.figure in OF_A_YEAR else None


def plan_report(span: Span) -> list[PlanLine]:
    """Every figure that is not nothing, in the order of `PlanFigure`; by reason and currency, the most frequent first.

    In one question, but for changes of value, which are followed plan by plan.
    """
    lines = _asked([figure for figure in PlanFigure if figure not in _CHANGED], span)
    lines += [line for figure in _CHANGED for line in _added_up(figure, rows_of(figure, span))]
    order = list(PlanFigure)
    return sorted(lines, key=lambda line: (order.index(line.figure), *_order(line)))


def lines_of(figure: PlanFigure, span: Span) -> list[PlanLine]:
    """Those of one figure."""
    lines = _added_up(figure, rows_of(figure, span)) if figure in _CHANGED else _asked([figure], span)
    return sorted(lines, key=_order)


def _order(line: PlanLine) -> tuple[int, str, str]:
    return -line.count, line.reason or "", line.amount.currency


def rows_of(figure: PlanFigure, span: Span, *, reason: str | None = None, currency: str | None = None) -> list[PlanRow]:
    """What is behind a figure, the newest first; all of it, or that of one reason or currency."""
    if figure in _CHANGED:
        rows = changes_of_value(span, more=figure == PlanFigure.UPGRADED)
    else:
        rows = rows_requested(figure, span)
    return [row for row in rows if reason in (None, row.reason) and currency in (None, row.amount.currency)]


def words_of_leaving(plan_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What was written when plans were cancelled, by plan; those without a word are missing."""
    said = select(PlanChange.plan_id, PlanChange.reason).where(
        PlanChange.plan_id.in_(list(plan_ids)), PlanChange.kind == ChangeKind.CANCEL, PlanChange.reason != ""
    )
    return dict(session.execute(said.order_by(PlanChange.number)).all())


def _asked(figures: Sequence[PlanFigure], span: Span) -> list[PlanLine]:
    sums = []
    for figure in figures:
        statement = question_for(figure, span).subquery()
        by = (statement.c.reason, statement.c.currency)
        added = select(literal(figure.value), *by, func.count(), func.sum(statement.c.amount_minor))
        sums.append(added.group_by(*by))
    return [
        PlanLine(PlanFigure(figure), reason, int(count), Money(int(minor), currency))
        for figure, reason, currency, count, minor in session.execute(union_all(*sums))
    ]


def _added_up(figure: PlanFigure, rows: list[PlanRow]) -> list[PlanLine]:
    groups: dict[tuple[str | None, str], list[PlanRow]] = {}
    for row in rows:
        groups.setdefault((row.reason, row.amount.currency), []).append(row)
    return [
        PlanLine(figure, reason, len(group), sum((row.amount for row in group[1:]), group[0].amount))
        for (reason, _), group in groups.items()
    ]
