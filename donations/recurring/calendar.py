"""The dates of a plan: days where the foundation is, counted from one day, so that the 31st stays the 31st."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from donations.core import clock
from donations.recurring.states import Interval

MONTHS: dict[Interval, int] = {Interval.MONTHLY: 1, Interval.QUARTERLY: 3, Interval.YEARLY: 12}
BY_MONTHS: dict[int, Interval] = {months: interval for interval, months in MONTHS.items()}
_YEAR = 12
_LONGEST_MONTH = 31
_DAY = timedelta(days=1)
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


def anchor_of(moment: datetime, zone: str) -> date:
    """The day that a plan's dates are counted from, when the provider counts them in UTC from `moment`.

    The day it is there, unless it is the 1st here and the end of a month shorter than 31 days in UTC, or the other way
    round: counted from here, such a date would be promised up to three days away from the one it is collected on.
    """
    here, in_utc = clock.local_date(moment, zone), moment.astimezone(UTC).date()
    return here if here.month == in_utc.month or _LONGEST_MONTH in (here.day, in_utc.day) else in_utc


def day_meant(anchor: date, interval: Interval, day: date) -> date:
    """The anchor's date that `day` stands for: around midnight, and when the clocks change, it is a day off.

    A day that is farther from each of them is one by itself: somebody moved it.
    """
    nearest = next(dates_from(anchor, interval, day - _DAY))
    return nearest if nearest <= day + _DAY else day


def morning_of(day: date, zone: str) -> datetime:
    """When something is collected that we choose the day of."""
    return datetime.combine(day, _MORNING, ZoneInfo(zone)).astimezone(UTC)
