"""What a list shows, and in which order."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal, text

from donations.giving.states import DonationStatus
from donations.search import relist as positions
from donations.search import search_index as terms
from donations.search.models import ListedDonation
from donations.search.search_index import typed_words

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
    "month": lambda today: (today.replace(day=1), ((today.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY)),
    "last_month": _last_month,
    "year": lambda today: (date(today.year, 1, 1), date(today.year, 12, 31)),
    "last_year": _last_year,
    "days_30": lambda today: (today - 29 * _DAY, today),
    "days_365": lambda today: (today - 364 * _DAY, today),
}


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


# Said by its mark alone: nothing else is added up or shown of it.
_IS_REGULAR = func.instr(literal(" ") + ListedDonation.marks + literal(" "), f" {terms.REGULAR} ") > 0
_SAME = ("status", "fund_id", "campaign_id", "placement", "currency", "method")


def columns(filters: DonationFilter) -> list[ColumnElement[bool]]:
    """Each filter but for days: marks lead to the rows, these decide."""
    chosen = [getattr(ListedDonation, name) == getattr(filters, name) for name in _SAME if getattr(filters, name)]
    flags = [
        (ListedDonation.is_held.is_(True), filters.is_held),
        (ListedDonation.has_message.is_(True), filters.has_message),
        (ListedDonation.is_disputed.is_(True), filters.is_disputed),
        (ListedDonation.refunded_minor > 0, filters.is_refunded),
        (_IS_REGULAR, filters.is_regular),
    ]
    return chosen + [condition for condition, is_set in flags if is_set] + amounts(filters)


def amounts(filters: DonationFilter) -> list[ColumnElement[bool]]:
    """What ranks say already, except of amounts so large that many share one."""
    chosen = []
    if filters.least is not None:
        chosen.append(ListedDonation.size >= filters.least)
    if filters.most is not None:
        chosen.append(ListedDonation.size <= filters.most)
    return chosen


def coarse_amounts(filters: DonationFilter) -> list[ColumnElement[bool]]:
    """Only what ranks leave open."""
    is_open = any(size is not None and not positions.is_exact(size) for size in (filters.least, filters.most))
    return amounts(filters) if is_open else []


def spans(filters: DonationFilter, zone: str, position: Any, rank: Any) -> list[ColumnElement[bool]]:
    """Days as a span of positions, amounts as a span of ranks."""
    found = []
    if filters.since:
        found.append(position >= positions.start_of(filters.since, zone))
    if filters.until:
        found.append(position < positions.end_of(filters.until, zone))
    if ranks := span_of_ranks(filters):
        found.append(rank.between(*ranks))
    return found


def span_of_ranks(filters: DonationFilter) -> tuple[int, int] | None:
    """The ranks of the amounts asked for; None when any amount will do."""
    if filters.least is None and filters.most is None:
        return None
    most = positions.LAST_RANK if filters.most is None else positions.last_rank(filters.most)
    return positions.first_rank(filters.least or 0), most


_SHORT = 3  # letters; the beginnings of words up to so many are in PostgreSQL's index themselves
_SETTLED = terms.mark_of_status(DonationStatus.SETTLED)
_NOT_SETTLED = tuple(terms.mark_of_status(status) for status in DonationStatus if status is not DonationStatus.SETTLED)


def marks_of(filters: DonationFilter) -> list[str]:
    """One mark for each filter that is set, but for spans."""
    marks = []
    if filters.status:
        marks.append(terms.mark_of_status(filters.status))
    if filters.fund_id:
        marks.append(terms.mark_of_fund(filters.fund_id))
    if filters.campaign_id:
        marks.append(terms.mark_of_campaign(filters.campaign_id))
    if filters.placement:
        marks.append(terms.mark_of_placement(filters.placement))
    if filters.currency:
        marks.append(terms.mark_of_currency(filters.currency))
    if filters.method:
        marks.append(terms.mark_of_method(filters.method))
    return [*marks, *_flags(filters)]


def _flags(filters: DonationFilter) -> list[str]:
    flags = {
        terms.HELD: filters.is_held,
        terms.MESSAGE: filters.has_message,
        terms.REFUNDED: filters.is_refunded,
        terms.DISPUTED: filters.is_disputed,
        terms.REGULAR: filters.is_regular,
    }
    return [mark for mark, is_set in flags.items() if is_set]


def question(words: list[str], marks: list[str]) -> str:
    """For FTS5. It walks along each list it is given, and most donations are settled: the list of all others is
    shorter.
    """
    if _SETTLED in marks and (words or len(marks) > 1):
        others = " OR ".join(f'"{mark}"' for mark in _NOT_SETTLED)
        return f"({question(words, [mark for mark in marks if mark != _SETTLED])}) NOT ({others})"
    parts = [f'"{mark}"' for mark in marks]
    for word in words:
        domain = terms.domain_mark(word)
        parts.append(f'("{word}" * OR "{domain}")' if domain else f'"{word}" *')
    return " AND ".join(parts)


def contains(filters: DonationFilter) -> list[ColumnElement[bool]]:
    """The same words looked for in one row after the other, for SQLite."""
    conditions = []
    for word in filters.words:
        found: ColumnElement[bool] = func.instr(literal(" ") + ListedDonation.words, f" {word}") > 0
        if domain := terms.domain_mark(word):
            padded = literal(" ") + ListedDonation.marks + literal(" ")
            found = found | (func.instr(padded, f" {domain} ") > 0)
        conditions.append(found)
    return conditions


def is_found(filters: DonationFilter) -> list[Any]:
    """For PostgreSQL's tsvector."""
    parts = [f"'{mark}'" for mark in marks_of(filters)]
    for word in filters.words:
        domain = terms.domain_mark(word)
        begins = f"'_p{word}'" if len(word) <= _SHORT else f"'{word}':*"
        parts.append(f"({begins} | '{domain}')" if domain else begins)
    if not parts:
        return []
    return [text("listed_donation.search @@ CAST(:question AS tsquery)").bindparams(question=" & ".join(parts))]
