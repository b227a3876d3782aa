"""How many a filter finds, and how much per currency: always exact, or not said at all."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol, TypeVar

from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from donations.core.database import db, session
from donations.core.errors import DonationsError
from donations.core.money import Money
from donations.giving.states import DonationStatus
from donations.search.access_paths import FEW, matches
from donations.search.filters import DonationFilter
from donations.search.models import DayFigure, ListedDonation


@dataclass(frozen=True, slots=True)
class CurrencySum:
    """All found in one currency: what was asked for, what came, and what went back of it."""

    donations: int
    amount: Money
    received: Money
    refunded: Money

    @property
    def left(self) -> Money:
        """What stays."""
        return self.received - self.refunded


@dataclass(frozen=True, slots=True)
class Totals:
    """`sums` by currency, in currency order; `days` the first and the last, where figures tell them."""

    donations: int
    sums: tuple[CurrencySum, ...]
    days: tuple[date, date] | None = field(default=None, compare=False)  # sums are equal wherever they come from

    @property
    def are_few(self) -> bool:
        """Few enough to be looked at one by one."""
        return self.donations <= FEW


class _PerCurrency(Protocol):
    @property
    def donations(self) -> int: ...
    @property
    def amount(self) -> Money: ...


F = TypeVar("F", bound=_PerCurrency)


def in_currency_order(figures: Iterable[F]) -> list[F]:
    """The most donations first; of equally many by the currency's code, wherever the figures come from."""
    return sorted(figures, key=lambda figure: (-figure.donations, figure.amount.currency))


def quick_totals(chosen: DonationFilter, zone: str) -> Totals | None:
    """From the figures of days, or by looking at all that is found; None for more than `FEW` that no figure covers."""
    if chosen.finds_nothing:
        return Totals(0, ())
    if chosen.is_summed:
        return _from_figures(chosen)
    totals = _counted(chosen, zone, FEW + 1)
    return totals if totals.are_few else None


def slow_totals(chosen: DonationFilter, zone: str) -> Totals:
    """However many there are, and however long it takes."""
    return quick_totals(chosen, zone) or _counted(chosen, zone, None)


def _from_figures(chosen: DonationFilter) -> Totals:
    figure = DayFigure
    sums = (func.sum(figure.donations), func.sum(figure.amount_minor), func.sum(figure.refunded_minor))
    span = (func.min(figure.day), func.max(figure.day))
    rows = select(figure.currency, figure.status, *sums, *span).group_by(figure.currency, figure.status)
    names = ("status", "fund_id", "campaign_id", "currency")
    rows = rows.where(*(getattr(figure, name) == getattr(chosen, name) for name in names if getattr(chosen, name)))
    if chosen.since:
        rows = rows.where(figure.day >= chosen.since)
    if chosen.until:
        rows = rows.where(figure.day <= chosen.until)
    named = session.execute(rows).all()
    days: list[date] = sorted(day for row in named for day in row[-2:])
    return replace(totals_of(row[:-2] for row in named), days=(days[0], days[-1]) if days else None)


def _counted(chosen: DonationFilter, zone: str, limit: int | None) -> Totals:
    listed = ListedDonation
    found = matches(chosen, zone).rows.with_only_columns(
        listed.currency, listed.status, listed.amount_minor, listed.refunded_minor
    )
    each = found.limit(limit).subquery()
    sums = (func.count(), func.sum(each.c.amount_minor), func.sum(each.c.refunded_minor))
    grouped = select(each.c.currency, each.c.status, *sums).group_by(each.c.currency, each.c.status)
    return totals_of(session.execute(grouped))


def totals_of(rows: Iterable[Any]) -> Totals:
    """From rows of currency, state, number of donations, amount and what went back."""
    by_currency: dict[str, list[int]] = {}
    for currency, status, donations, amount, refunded in rows:
        sums = by_currency.setdefault(currency, [0, 0, 0, 0])
        came = amount if status == DonationStatus.SETTLED else 0
        for place, value in enumerate((donations, amount, came, refunded)):
            sums[place] += int(value)
    found = [
        CurrencySum(donations, *(Money(minor, currency) for minor in money))
        for currency, (donations, *money) in by_currency.items()
        if donations
    ]
    return Totals(sum(each.donations for each in found), tuple(in_currency_order(found)))


_STEPS = 20_000  # of SQLite's machine between two looks at the clock


class TookTooLong(DonationsError):
    """There was no answer in time."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raises `TookTooLong`; the read transaction under way ends with it."""
    try:
        with _on_sqlite(seconds) if db.engine.dialect.name == "sqlite" else _on_postgres(seconds):
            yield
    except OperationalError as error:
        if "interrupted" not in str(error) and "statement timeout" not in str(error):
            raise
        session.rollback()
        raise TookTooLong("This took longer than %(seconds)s seconds.", seconds=f"{seconds:g}") from error


@contextmanager
def _on_sqlite(seconds: float) -> Iterator[None]:
    connection = session.connection().connection.driver_connection
    assert connection  # noqa: S101 - tells mypy that an open connection has its driver's
    until = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


@contextmanager
def _on_postgres(seconds: float) -> Iterator[None]:
    session.execute(text(f"SET LOCAL statement_timeout = {round(seconds * 1000)}"))
    yield
    session.execute(text("SET LOCAL statement_timeout = 0"))
