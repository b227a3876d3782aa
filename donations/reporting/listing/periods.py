"""Spans of days people ask for by name."""

from collections.abc import Callable
from datetime import date, timedelta

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


# A running period ends with its last day, not today: a gift recorded for tomorrow is not lost from view.
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
