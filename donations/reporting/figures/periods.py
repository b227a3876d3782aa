"""The running day, week, month and year, each beside the same part of a year before."""

from dataclasses import dataclass
from datetime import date, timedelta

_DAY, _YEAR_OF_WEEKS = timedelta(days=1), timedelta(weeks=52)
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class RunningPeriod:
    """One that is under way: its days so far, and as many of the year before."""

    name: str
    now: Span
    before: Span


def running_periods(today: date) -> list[RunningPeriod]:
    """Today, this week, this month, this year: whole days, up to and including today.

    Day, month and year are set beside the same days of the calendar. A week is set beside the week 52 weeks earlier:
    people give less on Sundays, and a week that stops on a Tuesday is compared with one that stops on a Tuesday.
    """
    monday = today - timedelta(days=today.weekday())
    starts = {"today": today, "month": today.replace(day=1), "year": today.replace(month=1, day=1)}
    periods = {
        name: RunningPeriod(name, Span(start, today), Span(year_before(start), year_before(today)))
        for name, start in starts.items()
    }
    week = RunningPeriod("week", Span(monday, today), Span(monday - _YEAR_OF_WEEKS, today - _YEAR_OF_WEEKS))
    return [periods["today"], week, periods["month"], periods["year"]]


def last_months(today: date, count: int) -> list[RunningPeriod]:
    """So many months, oldest first, the running one last and so far only until today; a year before, whole months."""
    first = today.replace(day=1)
    months = []
    for _ in range(count):
        before = year_before(first)
        months.append(
            RunningPeriod("month", Span(first, min(month_end(first), today)), Span(before, month_end(before)))
        )
        first = (first - _DAY).replace(day=1)
    return months[::-1]


def year_before(day: date) -> date:
    """The same day of the calendar; the year before a leap year has no 29 February: there the 28th."""
    if (day.month, day.day) == (2, 29):
        return day.replace(year=day.year - 1, day=28)
    return day.replace(year=day.year - 1)


def month_end(first: date) -> date:
    """The last day of the month that begins then."""
    following = date(first.year + first.month // _DECEMBER, first.month % _DECEMBER + 1, 1)
    return following - _DAY
