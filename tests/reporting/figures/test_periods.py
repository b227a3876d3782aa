"""Each running period is set beside as much of the year before."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from donations.reporting.figures.periods import Span, last_months, running_periods, year_before


def spans(today):
    return {period.name: (period.now, period.before) for period in running_periods(today)}


def test_whole_days_up_to_today_and_as_many_a_year_before():
    found = spans(date(2026, 11, 18))  # a Wednesday
    assert found == {
        "today": (Span(date(2026, 11, 18), date(2026, 11, 18)), Span(date(2025, 11, 18), date(2025, 11, 18))),
        "week": (Span(date(2026, 11, 16), date(2026, 11, 18)), Span(date(2025, 11, 17), date(2025, 11, 19))),
        "month": (Span(date(2026, 11, 1), date(2026, 11, 18)), Span(date(2025, 11, 1), date(2025, 11, 18))),
        "year": (Span(date(2026, 1, 1), date(2026, 11, 18)), Span(date(2025, 1, 1), date(2025, 11, 18))),
    }


def test_a_week_is_set_beside_the_same_weekdays_whatever_the_day():
    for back in range(800):
        now, before = spans(date(2028, 12, 31) - timedelta(days=back))["week"]
        assert now.since.weekday() == before.since.weekday() == 0
        assert now.until - now.since == before.until - before.since
        assert now.since - before.since == timedelta(days=364)


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2028, 2, 29), date(2027, 2, 28)),
        (date(2029, 2, 28), date(2028, 2, 28)),
        (date(2029, 3, 1), date(2028, 3, 1)),
        (date(2027, 1, 1), date(2026, 1, 1)),
    ],
)
def test_a_leap_day_has_the_day_before_it(day, before):
    assert year_before(day) == before


def test_the_last_months_end_today_and_those_of_the_year_before_are_whole():
    months = last_months(date(2028, 2, 29), 13)
    assert len(months) == 13
    assert (months[0].now, months[0].before) == (
        Span(date(2027, 2, 1), date(2027, 2, 28)),
        Span(date(2026, 2, 1), date(2026, 2, 28)),
    )
    assert (months[-1].now, months[-1].before) == (
        Span(date(2028, 2, 1), date(2028, 2, 29)),
        Span(date(2027, 2, 1), date(2027, 2, 28)),
    )
    assert last_months(date(2028, 2, 10), 1)[0].now.until == date(2028, 2, 10)


def test_no_day_is_missing_between_months():
    months = last_months(date(2026, 12, 31), 25)
    assert all(a.now.until + timedelta(days=1) == b.now.since for a, b in pairwise(months))
    assert months[-1].now.until == date(2026, 12, 31)
