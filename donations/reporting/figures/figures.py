"""What was received: per currency and span of days. Read from the figures of days, never from donations."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from donations.core.database import session
from donations.core.money import Money
from donations.giving.states import DonationStatus
from donations.search.models import DayFigure
from donations.search.totals import in_currency_order

_Sums = tuple[int, int, int]  # donations, what was received, what of it went back


@dataclass(frozen=True, slots=True)
class Figure:
    """Settled donations of one currency: how many, how much, and what of it went back since."""

    donations: int
    amount: Money
    refunded: Money

    @property
    def left(self) -> Money:
        """What stays."""
        return self.amount - self.refunded


class Days:
    """The days of a span, at hand: any part of it is added up without another question."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._by_currency: dict[str, _Running] = {}
        for day, currency, *sums in rows:
            self._by_currency.setdefault(currency, _Running()).add(day, [int(value) for value in sums])

    def between(self, since: date, until: date) -> dict[str, Figure]:
        """Per currency, the last day included; the most donations first, a currency without donations is missing."""
        sums = {currency: running.between(since, until) for currency, running in self._by_currency.items()}
        found = (
            Figure(donations, Money(amount, currency), Money(refunded, currency))
            for currency, (donations, amount, refunded) in sums.items()
            if donations > 0  # none, too, where a span ends before it begins
        )
        return {figure.amount.currency: figure for figure in in_currency_order(found)}


class _Running:
    """Sums from the first day on: those of a span are the difference of two."""

    def __init__(self) -> None:
        self.days: list[date] = []
        self.sums: list[_Sums] = [(0, 0, 0)]

    def add(self, day: date, sums: list[int]) -> None:
        """Days come in order."""
        donations, amount, refunded = self.sums[-1]
        self.days.append(day)
        self.sums.append((donations + sums[0], amount + sums[1], refunded + sums[2]))

    def between(self, since: date, until: date) -> _Sums:
        before, last = self.sums[bisect_left(self.days, since)], self.sums[bisect_right(self.days, until)]
        return last[0] - before[0], last[1] - before[1], last[2] - before[2]


def nothing(currency: str) -> Figure:
    """No donations."""
    return Figure(0, Money(0, currency), Money(0, currency))


def given_by_day(since: date, until: date, *, fund_id: UUID | None = None, campaign_id: UUID | None = None) -> Days:
    """Days in the organisation's zone, the last one included; one question, whatever is added up of it later."""
    figure = DayFigure
    sums = (func.sum(figure.donations), func.sum(figure.amount_minor), func.sum(figure.refunded_minor))
    by = (figure.day, figure.currency)
    rows = select(*by, *sums)
    rows = rows.where(figure.status == DonationStatus.SETTLED, figure.day.between(since, until))
    if fund_id:
        rows = rows.where(figure.fund_id == fund_id)
    if campaign_id:
        rows = rows.where(figure.campaign_id == campaign_id)
    return Days(session.execute(rows.group_by(*by).order_by(*by)))


def given(
    since: date, until: date, *, fund_id: UUID | None = None, campaign_id: UUID | None = None
) -> dict[str, Figure]:
    """Per currency, for days in the organisation's zone, the last one included; the most donations first."""
    return given_by_day(since, until, fund_id=fund_id, campaign_id=campaign_id).between(since, until)


Figures = Mapping[UUID, Sequence[Figure]]


def figures_by_fund() -> Figures:
    """Per fund one figure for each currency, the most donations first; a fund without settled donations is missing.

    A donation divided among several funds counts for none of them here, as in the list.
    """
    return _by(DayFigure.fund_id)


def figures_by_campaign() -> Figures:
    """The same per campaign."""
    return _by(DayFigure.campaign_id)


def funds_with_donations() -> set[UUID]:
    """Those a donation was ever begun for, whatever became of it."""
    return _begun(DayFigure.fund_id)


def campaigns_with_donations() -> set[UUID]:
    """Those a donation was ever begun from, whatever became of it."""
    return _begun(DayFigure.campaign_id)


def _by(column: InstrumentedAttribute[UUID]) -> Figures:
    sums = (func.sum(DayFigure.donations), func.sum(DayFigure.amount_minor), func.sum(DayFigure.refunded_minor))
    rows = select(column, DayFigure.currency, *sums).where(DayFigure.status == DonationStatus.SETTLED)
    found: dict[UUID, list[Figure]] = defaultdict(list)
    for key, currency, donations, amount, refunded in session.execute(rows.group_by(column, DayFigure.currency)):
        if donations:
            found[key].append(Figure(int(donations), Money(int(amount), currency), Money(int(refunded), currency)))
    return {key: in_currency_order(figures) for key, figures in found.items()}


def _begun(column: InstrumentedAttribute[UUID]) -> set[UUID]:
    return set(session.scalars(select(column).where(DayFigure.donations != 0).distinct()))
