"""What a list shows, and in which order."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from donations.search.terms import typed_words

SUMMED = frozenset({"status", "since", "until", "fund_id", "campaign_id", "currency"})


class Sort(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    LARGEST = "largest"
    SMALLEST = "smallest"

    @property
    def is_by_amount(self) -> bool:
        """By figures as they are read, whatever the currency."""
        return self in (Sort.LARGEST, Sort.SMALLEST)

    @property
    def falls(self) -> bool:
        """From high to low."""
        return self in (Sort.NEWEST, Sort.LARGEST)


@dataclass(frozen=True, slots=True)
class DonationFilter:
    """Everything that is set must be so. Days are days in the organisation's zone, the last one included."""

    typed: str = ""
    status: str | None = None
    since: date | None = None
    until: date | None = None
    fund_id: UUID | None = None
    campaign_id: UUID | None = None  # nil: without one
    placement: str | None = None
    currency: str | None = None
    method: str | None = None
    least: int | None = None  # thousandths of the currency's unit
    most: int | None = None
    is_held: bool = False
    has_message: bool = False
    is_refunded: bool = False
    is_disputed: bool = False
    is_regular: bool = False

    @property
    def words(self) -> list[str]:
        """What somebody typed, as it is searched."""
        return typed_words(self.typed)

    def within(self, days: tuple[date, date] | None) -> "DonationFilter":
        """The same donations, where it is known that there are none but on these days, the last one included."""
        if days is None:
            return self
        first, last = days
        return replace(self, since=max(first, self.since or first), until=min(last, self.until or last))

    @property
    def finds_nothing(self) -> bool:
        """Signs were typed that are part of no word."""
        return bool(self.typed.strip()) and not self.words

    @property
    def is_summed(self) -> bool:
        """Whether the figures of days alone can answer."""
        return self == replace(DonationFilter(), **{name: getattr(self, name) for name in SUMMED})


_DAY = timedelta(days=1)
Span = tuple[date, date]  # first and last day


def _week(today: date) -> date:
    return today - timedelta(days=today.weekday())


def _last_week(today: date) -> Span:
    end = _week(today) - _DAY
    return _week(end), end


def _last_month(today: date) -> Span:
    end = today.replace(day=1) - _DAY
    return end.replace(day=1), end


def _last_year(today: date) -> Span:
    return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)


# A running period ends with its last day, not today: a donation recorded for tomorrow is not lost from view.
PERIODS: dict[str, Callable[[date], Span]] = {
    "today": lambda today: (today, today),
    "yesterday": lambda today: (today - _DAY, today - _DAY),
    "week": lambda today: (_week(today), _week(today) + 6 * _DAY),
    "last_week": _last_week,
    "month": lambda today: (today.replace(day=1), _month_end(today)),
    "last_month": _last_month,
    "year": lambda today: (date(today.year, 1, 1), date(today.year, 12, 31)),
    "last_year": _last_year,
    "days_30": lambda today: (today - 29 * _DAY, today),
    "days_365": lambda today: (today - 364 * _DAY, today),
}


def _month_end(today: date) -> date:
    return (today.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY


ROWS = 50


@dataclass(frozen=True, slots=True)
class Cursor:
    """Rows beyond a key: after it in the order of the list, or before it."""

    key: int
    is_before: bool = False


def beyond(rows: Select[Any], key: Any, sort: Sort, cursor: Cursor | None) -> Select[Any]:
    """Of `rows` those of the page, and one more; in its order."""
    falls = sort.falls != (cursor is not None and cursor.is_before)
    if cursor:
        rows = rows.where(key < cursor.key if falls else key > cursor.key)
    return rows.order_by(key.desc() if falls else key).limit(ROWS + 1)
