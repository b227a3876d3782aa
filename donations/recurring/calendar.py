"""The dates of a plan: days where the foundation is, counted from one day, so that the 31st stays the 31st."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import count
from zoneinfo import ZoneInfo

from donations.recurring.states import Interval

MONTHS: dict[Interval, int] = {Interval.MONTHLY: 1, Interval.QUARTERLY: 3, Interval.YEARLY: 12}
BY_MONTHS: dict[int, Interval] = {months: interval for interval, months in MONTHS.items()}
_YEAR = 12
_MORNING = time(10)  # far from both midnights, here and in UTC, in summer and in winter


def next_date(start: date, interval: Interval, n: int) -> date:
    """The day `n` intervals after `start`: its last day where a month is too short (31 January, 28 February)."""
    year, month = divmod(start.year * _YEAR + start.month - 1 + n * MONTHS[interval], _YEAR)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def dates_from(anchor: date, interval: Interval, first: date) -> Iterator[date]:
    """The days counted from `anchor` that are not before `first`, without end."""
    passed = (first.year - anchor.year) * _YEAR + first.month - anchor.month
    for n in count(passed // MONTHS[interval] - 1):
        day = next_date(anchor, interval, n)
        if day >= first:
            yield day


def is_counted_from(anchor: date, interval: Interval, day: date) -> bool:
    """Whether `day` is one of the anchor's."""
    return next(dates_from(anchor, interval, day)) == day


def morning_of(day: date, zone: str) -> datetime:
    """When something is collected that we choose the day of."""
    return datetime.combine(day, _MORNING, ZoneInfo(zone)).astimezone(UTC)
