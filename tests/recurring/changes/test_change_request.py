"""What a supporter may want, and what is refused in words they understand."""

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.core.errors import Refused
from donations.core.ids import new_id
from donations.core.money import Money
from donations.recurring.changes import change_request
from donations.recurring.models import RecurringPlan
from donations.recurring.reasons import RequestedBy
from donations.recurring.states import Interval
from tests.plans import gives_monthly
from tests.story import Story

BY = RequestedBy.SUPPORTER


@pytest.fixture(scope="module")
def monthly(shared_story: Story) -> Story:
    """With one plan, of which nothing is asked."""
    gives_monthly(shared_story)
    return shared_story


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (change_request.amount(Money(5000, "PLN")), "so already"),
        (change_request.amount(Money(5000, "EUR")), "currency"),
        (change_request.amount(Money(100, "PLN")), "choose an amount from"),
        (change_request.amount(Money(10**9, "PLN")), "choose an amount from"),
        (change_request.interval(Interval.MONTHLY), "so already"),
        (change_request.fund(new_id()), "one of the funds"),
        (change_request.pause(0), "from one to 6 months"),
        (change_request.pause(7), "from one to 6 months"),
        (change_request.resume(), "not paused"),
    ],
)
def test_refused(monthly: Story, change: change_request.ChangeRequest, shown: str) -> None:
    with monthly.inside():
        plan = session.scalars(select(RecurringPlan)).one()
        with pytest.raises(Refused, match=shown):
            change_request.checked(plan, change, BY)


def test_limits_are_told_as_money(monthly: Story) -> None:
    with monthly.inside():
        plan = session.scalars(select(RecurringPlan)).one()
        with pytest.raises(Refused) as refusal:
            change_request.checked(plan, change_request.amount(Money(100, "PLN")), BY)
        assert refusal.value.parameters["least"] == Money(500, "PLN")
        assert str(refusal.value) == "Please choose an amount from 5.00 PLN to 50000.00 PLN."


def test_a_pause_in_which_nothing_would_be_collected_is_refused(story: Story) -> None:
    gives_monthly(story, frequency="yearly")
    with story.inside():
        plan = session.scalars(select(RecurringPlan)).one()
        with pytest.raises(Refused, match="collected in that time anyway"):
            change_request.checked(plan, change_request.pause(6), BY)
        assert change_request.pauses_to_choose(plan) == []


def test_only_pauses_that_leave_something_out_are_offered(monthly: Story) -> None:
    with monthly.inside():
        plan = session.scalars(select(RecurringPlan)).one()
        assert change_request.pauses_to_choose(plan) == [2, 3, 4, 5, 6]


def test_the_next_date_may_be_moved_by_up_to_one_interval(monthly: Story) -> None:
    with monthly.inside():
        plan = session.scalars(select(RecurringPlan)).one()
        may_be = change_request.dates_to_choose(plan)
        assert may_be
        assert [day.isoformat() for day in may_be] == ["2026-12-10", "2027-01-10"]
