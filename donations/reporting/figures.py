"""What was received: per currency, and month by month. Read from the figures of days, which invariants compare."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from donations.core.database import session
from donations.core.money import Money
from donations.giving.states import DonationStatus
from donations.reporting.listing.models import DayFigure


@dataclass(frozen=True, slots=True)
class Figure:
    """Settled gifts of one currency: how many, how much, and what of it went back since."""

    gifts: int
    amount: Money
    refunded: Money

    @property
    def left(self) -> Money:
        """What stays."""
        return self.amount - self.refunded

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(self.gifts + other.gifts, self.amount + other.amount, self.refunded + other.refunded)


@dataclass(frozen=True, slots=True)
class Month:
    """One month; a currency without gifts is missing."""

    first: date
    figures: dict[str, Figure] = field(default_factory=dict)


def nothing(currency: str) -> Figure:
    """No gifts."""
    return Figure(0, Money(0, currency), Money(0, currency))


def given(
    since: date, until: date, *, fund_id: UUID | None = None, campaign_id: UUID | None = None
) -> dict[str, Figure]:
    """Per currency, for days in the organisation's zone, the last one included; the most gifts first."""
    rows = _select((DayFigure.currency,), since, until, fund_id, campaign_id)
    found = {currency: figure for currency, figure in _figures(rows) if figure.gifts}
    return dict(sorted(found.items(), key=lambda each: -each[1].gifts))


def given_by_month(
    since: date, until: date, *, fund_id: UUID | None = None, campaign_id: UUID | None = None
) -> list[Month]:
    """Every month the span touches, oldest first, empty ones too."""
    months = {first: Month(first) for first in _months(since, until)}
    for day, currency, figure in _days(since, until, fund_id, campaign_id):
        figures = months[day.replace(day=1)].figures
        figures[currency] = figures.get(currency, nothing(currency)) + figure
    return list(months.values())


def _days(
    since: date, until: date, fund_id: UUID | None, campaign_id: UUID | None
) -> Iterable[tuple[date, str, Figure]]:
    rows = _select((DayFigure.day, DayFigure.currency), since, until, fund_id, campaign_id)
    for day, *rest in rows:
        ((currency, figure),) = _figures([rest])
        yield day, currency, figure


def _figures(rows: Iterable[Any]) -> Iterable[tuple[str, Figure]]:
    for currency, gifts, amount, refunded in rows:
        yield currency, Figure(int(gifts), Money(int(amount), currency), Money(int(refunded), currency))


def _select(
    by: tuple[Any, ...], since: date, until: date, fund_id: UUID | None, campaign_id: UUID | None
) -> Iterable[Any]:
    sums = (func.sum(DayFigure.gifts), func.sum(DayFigure.amount_minor), func.sum(DayFigure.refunded_minor))
    rows = select(*by, *sums).where(DayFigure.status == DonationStatus.SETTLED, DayFigure.day.between(since, until))
    if fund_id:
        rows = rows.where(DayFigure.fund_id == fund_id)
    if campaign_id:
        rows = rows.where(DayFigure.campaign_id == campaign_id)
    return session.execute(rows.group_by(*by))


def _months(since: date, until: date) -> Iterable[date]:
    first = since.replace(day=1)
    while first <= until:
        yield first
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
