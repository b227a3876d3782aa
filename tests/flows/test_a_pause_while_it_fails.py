"""A pause asked for while an instalment cannot be collected lets that one go: nobody asks for its money any more."""

from collections.abc import Callable

import pytest

from donations.recurring.changes import change_request
from donations.sandbox.errors import Failures
from tests.dunning import begins_and_fails, failures, letters_by_day, lives, newest, words
from tests.plans import asks, goes_on, instalments, outcomes, plans, provider_plan
from tests.story import Story

FIRST = ("2026-11-10", "settled", "settled")
LEFT_OUT = ("2026-12-10", "skipped", None)


@pytest.fixture
def database(sqlite_database: str) -> str:
    return sqlite_database


def fails(story: Story) -> None:
    """The provider itself tries again three, eight and fifteen days later."""
    begins_and_fails(story, "insufficient_funds", own_retries=True)
    lives(story, 31)
    assert plans(story)[0]["status"] == "past_due"


def pays_again(story: Story) -> None:
    story.sandbox.set_card(provider_plan(story), "ok")


@pytest.mark.parametrize("rest", [lambda: change_request.pause(2), change_request.leave_out])
def test_what_fails_is_dropped_when_a_pause_begins(
    story: Story, rest: Callable[[], change_request.ChangeRequest]
) -> None:
    fails(story)
    asks(story, rest())
    pays_again(story)
    lives(story, 25)

    assert instalments(story)[:2] == [FIRST, LEFT_OUT]
    assert plans(story)[0]["status"] == "paused"
    assert [each["end"] for each in failures(story)] == ["lost"]
    assert [kind for _, kind in letters_by_day(story)] == ["plan_changed"]
    assert "The gift of 10 December 2026, which could not be collected, is skipped as well" in " ".join(
        words(newest(story, "plan_changed")).split()
    )
    assert {each["status"] for each in story.sandbox.all("invoice")} == {"paid", "void"}
    assert story.broken_invariants() == []


def test_afterwards_it_goes_on_as_if_nothing_had_failed(story: Story) -> None:
    fails(story)
    asks(story, change_request.pause(1))
    pays_again(story)
    goes_on(story, 65)

    assert [status for _, status, _ in instalments(story)] == ["settled", "skipped", "skipped", "settled"]
    assert plans(story)[0]["status"] == "active"
    assert story.broken_invariants() == []


def test_money_that_was_quicker_than_the_pause_counts(story: Story) -> None:
    fails(story)
    pays_again(story)
    story.waits(days=3)
    story.sandbox.events()  # the provider has collected it; the webhook that says so is late
    story.sandbox.fail_next(1, "unreachable", path="/v1/invoices")
    asks(story, change_request.pause(2))
    lives(story, 3)

    assert instalments(story) == [FIRST, ("2026-12-10", "settled", "settled")]
    assert [each["end"] for each in failures(story)] == ["mended"]
    assert plans(story)[0]["status"] == "paused"
    assert story.broken_invariants() == []


def test_the_provider_is_told_until_it_has_heard_it(story: Story) -> None:
    fails(story)
    story.sandbox.fail_next(40, "500", path="/v1/invoices")
    asks(story, change_request.pause(2))
    assert instalments(story) == [FIRST, LEFT_OUT]
    assert "open" in {each["status"] for each in story.sandbox.all("invoice")}
    story.sandbox._failures = Failures()
    story.drains_a_while(hours=2)

    assert {each["status"] for each in story.sandbox.all("invoice")} == {"paid", "void"}
    story.settles()
    assert instalments(story) == [FIRST, LEFT_OUT]


def test_what_fails_for_the_first_time_in_a_pause_is_dropped_as_well(story: Story) -> None:
    begins_and_fails(story, "insufficient_funds", own_retries=True)
    story.waits(days=29, hours=22, minutes=30)
    story.settles()  # the draft of the next one is written, and collected an hour later
    asks(story, change_request.pause(2))
    assert instalments(story)[1:] == [("2026-12-10", "due", None)]
    lives(story, 20)

    assert instalments(story) == [FIRST, LEFT_OUT]
    assert letters_by_day(story) == [("12-10", "plan_changed")]
    assert outcomes(story) == [("pause", True, None)]
    assert story.broken_invariants() == []


def test_ended_in_the_pause_nothing_is_left_open_at_the_provider(story: Story) -> None:
    fails(story)
    story.sandbox.fail_next(1000, "500", path="/void")
    asks(story, change_request.pause(2))
    story.sandbox._failures = Failures()
    asks(story, change_request.cancel())
    goes_on(story, 1)

    assert {each["status"] for each in story.sandbox.all("invoice")} == {"paid", "void"}
    assert instalments(story) == [FIRST, LEFT_OUT]
    assert story.broken_invariants() == []
