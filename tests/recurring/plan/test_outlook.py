"""What lies ahead of a plan: its dates, and the days on which something is told before."""

from datetime import date
from itertools import islice

import pytest

from donations.recurring.plan.outlook import Course, last_day_of
from donations.recurring.states import Interval

START = date(2027, 1, 31)


def days(course: Course, most: int = 4) -> list[str]:
    return [day.isoformat() for day in islice(course.collections(), most)]


def test_the_31st_stays_the_31st() -> None:
    assert days(Course(Interval.MONTHLY, START, START)) == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]


def test_a_pledge_has_so_many_days_and_an_end_its_last() -> None:
    assert days(Course(Interval.QUARTERLY, START, START, left=2)) == ["2027-01-31", "2027-04-30"]
    assert days(Course(Interval.MONTHLY, START, START, ends_on=date(2027, 3, 31))) == ["2027-01-31", "2027-02-28"]
    assert days(Course(Interval.MONTHLY, START, None)) == []


def test_a_card_is_good_until_the_end_of_its_month() -> None:
    assert last_day_of(2028, 2) == date(2028, 2, 29)
    assert last_day_of(2026, 12) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "is_told"),
    [
        (date(2027, 2, 28), False),
        (date(2027, 3, 1), True),
        (date(2027, 4, 30), True),
        (date(2027, 5, 1), False),
    ],
)
def test_of_a_card_is_told_from_the_month_before_its_last(day: date, is_told: bool) -> None:
    course = Course(Interval.MONTHLY, START, START, card_until=date(2027, 4, 30))
    assert course.card_notice_on(day) == is_told


def test_of_a_card_that_outlives_the_plan_nothing_is_told() -> None:
    until = date(2027, 4, 30)
    for course in (
        Course(Interval.MONTHLY, START, START, left=4, card_until=until),
        Course(Interval.MONTHLY, START, START, ends_on=until, card_until=until),
        Course(Interval.MONTHLY, START, None, card_until=until),
        Course(Interval.MONTHLY, START, START),
    ):
        assert not course.card_notice_on(date(2027, 3, 15))
    assert Course(Interval.MONTHLY, START, START, left=5, card_until=until).card_notice_on(date(2027, 3, 15))


def test_of_a_yearly_donation_is_told_in_the_week_before() -> None:
    course = Course(Interval.YEARLY, START, START)
    shown = [day for day in range(20, 32) if course.yearly_notice_on(date(2027, 1, day))]
    assert shown == [24, 25, 26, 27, 28, 29, 30]
    assert not Course(Interval.MONTHLY, START, START).yearly_notice_on(date(2027, 1, 30))
