"""Days are counted from one day, where the foundation is."""

from datetime import UTC, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.core import clock
from donations.recurring.calendar import MONTHS, anchor_of, dates_from, day_meant, morning_of, next_date
from donations.recurring.states import Interval
from donations.sandbox.billing.shapes import period_end

WARSAW = "Europe/Warsaw"
ZONES = (WARSAW, "Europe/London", "America/New_York", "Pacific/Honolulu", "Asia/Tokyo", "Pacific/Auckland")


@pytest.mark.parametrize(
    ("start", "interval", "n", "expected"),
    [
        ("2026-01-31", "monthly", 1, "2026-02-28"),
        ("2026-01-31", "monthly", 2, "2026-03-31"),
        ("2026-01-31", "monthly", 3, "2026-04-30"),
        ("2028-01-31", "monthly", 1, "2028-02-29"),
        ("2026-11-30", "quarterly", 1, "2027-02-28"),
        ("2028-02-29", "yearly", 1, "2029-02-28"),
        ("2028-02-29", "yearly", 4, "2032-02-29"),
        ("2026-12-10", "monthly", 1, "2027-01-10"),
        ("2026-12-10", "monthly", 0, "2026-12-10"),
        ("2026-03-31", "monthly", -1, "2026-02-28"),
    ],
)
def test_a_month_too_short_gives_its_last_day(start: str, interval: str, n: int, expected: str) -> None:
    assert next_date(date.fromisoformat(start), Interval(interval), n) == date.fromisoformat(expected)


def test_the_31st_stays_the_31st() -> None:
    days = islice(dates_from(date(2026, 1, 31), Interval.MONTHLY, date(2026, 2, 1)), 4)
    assert [day.isoformat() for day in days] == ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(Interval), st.integers(0, 40))
def test_each_date_is_later_than_the_one_before_and_is_found_again(start: date, interval: Interval, n: int) -> None:
    day, after = next_date(start, interval, n), next_date(start, interval, n + 1)
    assert day < after
    assert next(dates_from(start, interval, day)) == day
    assert (after.year - day.year) * 12 + after.month - day.month == MONTHS[interval]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(Interval), st.dates(date(2000, 1, 1)))
def test_the_first_date_from_a_day_is_not_before_it_and_none_is_left_out(
    anchor: date, interval: Interval, first: date
) -> None:
    found = next(dates_from(anchor, interval, min(first, date(2100, 1, 1))))
    n = ((found.year - anchor.year) * 12 + found.month - anchor.month) // MONTHS[interval]
    assert found >= min(first, date(2100, 1, 1)) > next_date(anchor, interval, n - 1)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 7, 1), date(2026, 12, 31)])
def test_a_morning_is_on_that_day_here_and_in_utc_whatever_the_clocks_do(day: date) -> None:
    moment = morning_of(day, WARSAW)
    assert moment.date() == day == clock.local_date(moment, WARSAW)


def test_a_minute_before_midnight_in_warsaw_is_still_that_day() -> None:
    assert clock.local_date(datetime(2026, 1, 31, 22, 59, tzinfo=UTC), WARSAW) == date(2026, 1, 31)


@given(st.dates(date(2024, 1, 1), date(2033, 12, 31)), st.times(), st.sampled_from(ZONES), st.sampled_from(Interval))
def test_whatever_the_hour_a_plan_begins_at_each_of_its_periods_has_the_date_that_was_promised(
    day: date, hour: time, zone: str, interval: Interval
) -> None:
    moment = int(datetime.combine(day, hour, ZoneInfo(zone)).timestamp())
    anchor = anchor_of(clock.from_timestamp(moment), zone)
    start = moment
    for number in range(30):
        collected = clock.local_date(clock.from_timestamp(start), zone)
        assert day_meant(anchor, interval, collected) == next_date(anchor, interval, number)
        start = period_end(moment, start, "month", MONTHS[interval])


@pytest.mark.parametrize("day", [date(2027, 1, 28), date(2027, 1, 31), date(2028, 2, 29), date(2028, 3, 1)])
@pytest.mark.parametrize("hour", range(24))
def test_at_the_end_of_a_month_each_hour_of_the_day_gives_one_date_a_month(day: date, hour: int) -> None:
    moment = int(datetime.combine(day, time(hour, 59), ZoneInfo(WARSAW)).timestamp())
    anchor = anchor_of(clock.from_timestamp(moment), WARSAW)
    start, days = moment, []
    for _ in range(14):
        days.append(day_meant(anchor, Interval.MONTHLY, clock.local_date(clock.from_timestamp(start), WARSAW)))
        start = period_end(moment, start, "month", 1)
    assert len({(each.year, each.month) for each in days}) == len(days)
    assert days == [next_date(anchor, Interval.MONTHLY, number) for number in range(14)]


def test_a_day_that_is_no_date_of_the_plan_is_one_by_itself() -> None:
    anchor = date(2027, 1, 31)
    days = (date(2027, 4, 30), date(2027, 5, 1), date(2027, 5, 2))
    assert [day_meant(anchor, Interval.MONTHLY, day).day for day in days] == [30, 30, 2]
