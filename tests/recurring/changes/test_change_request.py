"""What a supporter may want, and what is refused in words they understand."""

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.core.errors import Refused
from donations.core.ids import new_id
from donations.core.money import Money
from donations.recurring.changes import change_request as wanted
from donations.recurring.models import RecurringPlan
from donations.recurring.reasons import AskedBy
from donations.recurring.states import Interval
from tests.plans import gives_monthly
from tests.story import Story

BY = AskedBy.SUPPORTER


@pytest.fixture(scope="module")
def monthly(told_once: Story) -> Story:
    """With one plan, of which nothing is asked."""
    gives_monthly(told_once)
    return told_once


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (wanted.amount(Money(5000, "PLN")), "so already"),
        (wanted.amount(Money(5000, "EUR")), "currency"),
        (wanted.amount(Money(100, "PLN")), "choose an amount from"),
        (wanted.amount(Money(10**9, "PLN")), "choose an amount from"),
        (wanted.interval(Interval.MONTHLY), "so already"),
        (wanted.fund(new_id()), "one of the funds"),
        (wanted.pause(0), "from one to 6 months"),
        (wanted.pause(7), "from one to 6 months"),
        (wanted.resume(), "not paused"),
    ],
)
def test_refused(monthly: Story, change: wanted.Wanted, told: str) -> None:
    with monthly.inside():
        plan = session.scalars(select(RecurringPlan)).one()
        with pytest.raises(Refused, match=told):
            wanted.checked(plan, change, BY)


def test_limits_are_told_as_money(monthly: Story) -> None:
    with monthly.inside():
        plan = session.scalars(select(RecurringPlan)).one()
        with pytest.raises(Refused) as refusal:
            wanted.checked(plan, wanted.amount(Money(100, "PLN")), BY)
        assert refusal.value.parameters["least"] == Money(500, "PLN")
        assert str(refusal.value) == "Please choose an amount from 5.00 PLN to 50000.00 PLN."


def test_a_pause_in_which_nothing_would_be_collected_is_refused(story: Story) -> None:
    gives_monthly(story, frequency="yearly")
    with story.inside():
        plan = session.scalars(select(RecurringPlan)).one()
        with pytest.raises(Refused, match="collected in that time anyway"):
            wanted.checked(plan, wanted.pause(6), BY)
        assert wanted.pauses_to_choose(plan) == []


def test_only_pauses_that_leave_something_out_are_offered(monthly: Story) -> None:
    with monthly.inside():
        plan = session.scalars(select(RecurringPlan)).one()
        assert wanted.pauses_to_choose(plan) == [2, 3, 4, 5, 6]


def test_the_next_date_may_be_moved_by_up_to_one_interval(monthly: Story) -> None:
    with monthly.inside():
        plan = session.scalars(select(RecurringPlan)).one()
        may_be = wanted.dates_to_choose(plan)
        assert may_be
        assert [day.isoformat() for day in may_be] == ["2026-12-10", "2027-01-10"]
