"""What looks like a standing order, by tables of days."""

from datetime import date, timedelta

import pytest

from donations.core.clock import local_date
from donations.recurring.calendar import morning_of
from donations.recurring.standing_orders.rhythm import FEW_DAYS, dates_near, find_rhythm, off
from donations.recurring.states import Interval


def days(text: str) -> list[date]:
    """`2026-01-05 02-05`: the year is said where it changes."""
    found: list[date] = []
    for word in text.split():
        found.append(date.fromisoformat(word if len(word) > 5 else f"{found[-1].year}-{word}"))
    return found


@pytest.mark.parametrize(
    ("came", "rhythm", "dates"),
    [
        ("2026-01-05 02-05 03-05", "monthly", "2026-01-05 02-05 03-05"),
        # The ends of months, in a year with a leap day and in one without.
        ("2027-01-31 02-28 03-31 04-30", "monthly", "2027-01-31 02-28 03-31 04-30"),
        ("2028-01-31 02-29 03-31", "monthly", "2028-01-31 02-29 03-31"),
        ("2027-02-28 03-31 04-30", "monthly", "2027-02-28 03-31 04-30"),
        ("2027-01-30 02-28 03-30", "monthly", "2027-01-30 02-28 03-30"),
        # 31 January and 28 February 2027 are Sundays: paid on the Monday after, in the month after.
        ("2026-12-31 2027-02-01 03-01 03-31", "monthly", "2026-12-31 2027-01-31 02-28 03-31"),
        # Weekends and holidays; a bank that pays before them.
        ("2026-08-10 09-10 10-12", "monthly", "2026-08-10 09-10 10-10"),
        ("2026-05-01 06-01 07-01 07-31", "monthly", "2026-05-01 06-01 07-01 08-01"),
        ("2026-10-24 11-24 12-28", "monthly", "2026-10-24 11-24 12-24"),
        # The clocks of Warsaw change on 29 March and 25 October 2026.
        ("2026-02-28 03-29 04-29", "monthly", "2026-02-28 03-29 04-29"),
        ("2026-09-25 10-25 11-25", "monthly", "2026-09-25 10-25 11-25"),
        # One missed, after three in a row or before; and one donation more in a month.
        ("2026-01-05 02-05 03-05 05-05", "monthly", "2026-01-05 02-05 03-05 05-05"),
        ("2026-01-05 03-05 04-05 05-05", "monthly", "2026-01-05 03-05 04-05 05-05"),
        ("2026-01-05 02-05 02-17 03-05", "monthly", "2026-01-05 02-05 03-05"),
        ("2026-01-05 02-03 02-05 03-05", "monthly", "2026-01-05 02-05 03-05"),
        # What was before two missed ones is another story.
        ("2025-01-05 02-05 03-05 2026-01-05 02-05 03-05", "monthly", "2026-01-05 02-05 03-05"),
        ("2026-01-15 04-15 07-15", "quarterly", "2026-01-15 04-15 07-15"),
        ("2024-02-29 2025-02-28 2026-02-28", "yearly", "2024-02-29 2025-02-28 2026-02-28"),
        ("2024-12-20 2025-12-22", "yearly", "2024-12-20 2025-12-20"),
    ],
)
def test_donations_on_dates_in_a_row_are_a_standing_order(came: str, rhythm: str, dates: str) -> None:
    found = find_rhythm(days(came))
    assert found
    assert (found.interval, [*found.places]) == (rhythm, days(dates))
    assert all(off(due, days(came)[place]) <= FEW_DAYS for due, place in found.places.items())


@pytest.mark.parametrize(
    "came",
    [
        "",
        "2026-01-05",
        "2026-01-05 02-05",  # two in a row
        "2026-01-05 02-05 04-05 05-05",  # never three
        "2026-01-05 02-05 03-05 06-05",  # two missed since
        "2026-01-05 02-15 03-25",  # on any day
        "2026-01-05 03-05 05-05 07-05",  # every other month: no rhythm of ours
        "2026-01-05 01-12 01-19 01-26 02-02 02-09 02-16 02-23 03-02 03-09 03-16",  # every week
        "2026-11-01 11-02 11-03",
        "2024-12-20 2025-12-29",
    ],
)
def test_what_is_no_rhythm(came: str) -> None:
    assert find_rhythm(days(came)) is None


def test_a_monthly_order_that_stopped_is_no_quarterly_or_yearly_one() -> None:
    months = days("2024-11-05 12-05 2025-01-05 02-05 03-05 04-05 05-05 06-05 07-05 08-05 09-05 10-05 11-05")
    found = find_rhythm(months)
    assert found
    assert (found.interval, found.lapses_on) == ("monthly", date(2026, 1, 11))


def test_it_lapses_when_two_dates_have_passed_without_a_donation() -> None:
    found = find_rhythm(days("2027-01-31 02-28 03-31"))
    assert found
    assert (found.first_on, found.anchor.day, found.lapses_on) == (date(2027, 1, 31), 31, date(2027, 6, 6))


@pytest.mark.parametrize(
    ("due", "day", "apart"),
    [
        ("2026-11-21", "2026-11-23", 0),  # Saturday, paid on Monday
        ("2026-11-22", "2026-11-23", 0),
        ("2026-11-21", "2026-11-20", 1),
        ("2026-11-21", "2026-11-24", 1),
        ("2026-11-20", "2026-11-23", 3),  # Friday
    ],
)
def test_a_date_on_a_weekend_is_as_good_as_its_monday(due: str, day: str, apart: int) -> None:
    assert off(date.fromisoformat(due), date.fromisoformat(day)) == apart


def test_a_day_is_near_at_most_one_date_of_a_month() -> None:
    for n in range(800):
        near = dates_near(date(2026, 1, 31), Interval.MONTHLY, date(2026, 1, 1) + timedelta(days=n))
        assert len(near) <= 1


def test_a_day_of_the_books_is_the_same_day_when_the_clocks_change() -> None:
    for day in days("2026-03-29 10-25"):
        assert local_date(morning_of(day, "Europe/Warsaw"), "Europe/Warsaw") == day
