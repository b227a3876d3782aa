"""When people give: more each year, most before Christmas, least in summer and at night."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

_MONTHS = (0.9, 0.8, 1.0, 1.0, 0.9, 0.8, 0.6, 0.6, 0.9, 1.0, 1.3, 2.4)
_WEEKDAYS = (1.1, 1.1, 1.1, 1.1, 1.0, 0.8, 0.8)
_HOURS = (2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 9, 9, 8, 8, 8, 9, 10, 11, 12, 12, 10, 7, 4)  # of the day, in UTC
_GROWTH = 1.15
_BUSY = 5.0  # a day on which everybody read the same article
_YEAR = 365


def moments(count: int, until: datetime, years: int, random: Random) -> Iterator[datetime]:
    """`count` moments in the years before `until`, in order."""
    days = [until - timedelta(days=back) for back in range(years * _YEAR - 1, 0, -1)]
    weights = [_weight(day, place, random) for place, day in enumerate(days)]
    share, due, made = count / sum(weights), 0.0, 0
    for day, weight in zip(days, weights, strict=True):
        due += weight * share
        today = round(due) - made
        made += today
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        yield from sorted(_of_day(midnight, random) for _ in range(today))


def _weight(day: datetime, place: int, random: Random) -> float:
    usual = _MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()] * _GROWTH ** (place / _YEAR)
    return float(usual * (_BUSY if random.random() < 1 / 90 else random.uniform(0.8, 1.2)))


def _of_day(midnight: datetime, random: Random) -> datetime:
    (hour,) = random.choices(range(24), _HOURS)
    return midnight + timedelta(hours=hour, microseconds=random.randrange(3_600_000) * 1000)
