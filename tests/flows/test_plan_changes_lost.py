"""Answers that are lost on the way: a plan is changed once, or the supporter is told that it was not."""

import pytest

from donations.core.money import Money
from donations.recurring.changes import change_request
from donations.sandbox.errors import Failures
from tests.plans import amounts, asks, gives_monthly, goes_on, outcomes, plans
from tests.story import Story

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("failure", ["unreachable", "after_effect", "500", "429"])
def test_a_lost_answer_changes_a_plan_once(story: Story, failure: str) -> None:
    gives_monthly(story, "50.00")
    story.sandbox.fail_next(2, failure, path="/v1/subscriptions")
    asks(story, change_request.amount(Money(8000, "PLN")))
    story.drains_a_while(hours=30)
    story.settles()

    assert outcomes(story) == [("amount", True, None)]
    goes_on(story, 31)
    assert amounts(story) == ["50.00", "80.00"]
    assert story.broken_invariants() == []


def test_what_was_not_answered_for_a_day_is_looked_up_and_not_sent_again(story: Story) -> None:
    gives_monthly(story, "50.00")
    story.sandbox.fail_next(1000, "unreachable", path="/v1/subscriptions")
    asks(story, change_request.amount(Money(8000, "PLN")))
    story.drains_a_while(hours=24)
    story.sandbox._failures = Failures()  # the provider is back
    story.drains_a_while(hours=30)

    assert outcomes(story) == [("amount", False, "the provider did not answer in time")]
    assert plans(story)[0]["amount"] == "50.00"
    assert story.broken_invariants() == []


def test_what_was_done_though_nobody_heard_the_answer_is_in_force(story: Story) -> None:
    gives_monthly(story, "50.00")
    story.sandbox.fail_next(1, "after_effect", path="/v1/subscriptions")
    story.sandbox.fail_next(1000, "unreachable", path="/v1/subscriptions")
    asks(story, change_request.pause(2))
    story.drains_a_while(hours=24)
    story.sandbox._failures = Failures()
    story.drains_a_while(hours=30)

    assert outcomes(story) == [("pause", True, None)]
    assert story.broken_invariants() == []


def test_the_next_one_taken_though_the_end_was_asked_for_waits_for_a_person(story: Story) -> None:
    gives_monthly(story, "50.00")
    story.waits(days=29, hours=20)
    story.sandbox.fail_next(1000, "unreachable", path="/v1/subscriptions")
    asks(story, change_request.cancel())
    story.waits(hours=8)
    story.settles()
    assert [(donation["status"], donation["held"]) for donation in story.donations()][1:] == [
        ("processing", "plan_over")
    ]
    story.sandbox._failures = Failures()
    story.drains_a_while(hours=30)

    assert plans(story)[0]["status"] == "cancelled"
    assert story.broken_invariants() == []


def test_ending_is_asked_for_until_it_is_done(story: Story) -> None:
    gives_monthly(story, "50.00")
    story.sandbox.fail_next(1000, "unreachable", path="/v1/subscriptions")
    asks(story, change_request.cancel())
    story.drains_a_while(hours=24)
    assert plans(story)[0]["status"] == "active"
    story.sandbox._failures = Failures()
    story.drains_a_while(hours=30)

    assert plans(story)[0]["status"] == "cancelled"
    assert story.broken_invariants() == []
