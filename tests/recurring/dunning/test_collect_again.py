"""Asking once more: for the same invoice, so that nothing is collected twice."""

from datetime import timedelta

from donations.recurring.changes import change_request
from tests.dunning import MONTH, asks, begins_and_fails, failures, lives
from tests.plans import instalments, plans, provider_plan
from tests.story import Story


def charges(story: Story, status: str) -> int:
    return sum(charge["status"] == status for charge in story.sandbox.all("charge"))


def test_an_answer_that_was_lost_is_asked_for_again_and_nothing_is_collected_twice(story: Story) -> None:
    begins_and_fails(story, "insufficient_funds")
    lives(story, MONTH)
    story.sandbox.set_card(provider_plan(story), "ok")
    story.sandbox.fail_next(3, "after_effect", path="/pay")
    lives(story, 2)
    story.drains_a_while(hours=2)
    assert charges(story, "succeeded") == 2
    assert [(each["end"], each["by"]) for each in failures(story)] == [("mended", "our_retry")]
    assert story.broken_invariants() == []


def test_a_provider_that_is_down_is_asked_when_it_is_back(story: Story) -> None:
    begins_and_fails(story, "insufficient_funds")
    lives(story, MONTH)
    story.sandbox.set_card(provider_plan(story), "ok")
    story.sandbox.fail_next(20, "unreachable", path="/pay")
    lives(story, 3)
    assert charges(story, "succeeded") == 1
    story.sandbox.fail_next(0)
    for _ in range(8):
        story.drains_a_while(days=1)
        story.settles()
    assert charges(story, "succeeded") == 2
    assert instalments(story)[1] == ("2026-12-10", "settled", "settled")


def test_where_the_provider_tries_within_a_day_ours_is_left_out(story: Story) -> None:
    begins_and_fails(story, "insufficient_funds", own_retries=True)
    story.sandbox.world.retries = (2, 30)
    lives(story, MONTH + 1)
    tried = charges(story, "failed")
    story.clock.shift(timedelta(hours=1))
    story.settles()
    assert charges(story, "failed") == tried == 1
    lives(story, 1)
    assert charges(story, "failed") == 2


def test_who_pays_on_the_page_while_we_ask_has_paid(story: Story) -> None:
    begins_and_fails(story, "insufficient_funds")
    lives(story, MONTH)
    story.sandbox.fail_next(1, "unreachable", path="/pay")
    story.waits(days=1)
    story.settles()
    story.sandbox.choose_on_invoice(story.sandbox.all("invoice")[-1]["id"], "other_card")
    story.sandbox.set_card(provider_plan(story), "ok")
    story.waits(minutes=5)
    story.drains()  # our try comes too late, and is told so
    story.settles()
    assert charges(story, "succeeded") == 2
    assert [(each["end"], each["by"]) for each in failures(story)] == [("mended", "payment_page")]


def test_a_provider_that_is_down_for_days_leaves_nothing_for_a_person(story: Story) -> None:
    begins_and_fails(story, "insufficient_funds")
    lives(story, MONTH)
    story.sandbox.set_card(provider_plan(story), "ok")
    story.sandbox.fail_next(14, "unreachable", path="/pay")
    story.waits(days=1)
    for _ in range(60):
        story.waits(hours=2)
        story.drains()
    story.settles()
    story.settles()
    assert [(each["end"], each["by"]) for each in failures(story)] == [("mended", "our_retry")]
    assert charges(story, "succeeded") == 2
    assert story.broken_invariants() == []


def test_who_has_said_no_is_asked_for_nothing_however_long_the_provider_does_not_hear_of_it(story: Story) -> None:
    begins_and_fails(story, "insufficient_funds")
    lives(story, MONTH)
    story.sandbox.set_card(provider_plan(story), "ok")
    story.sandbox.fail_next(4, "unreachable", path="/v1/subscriptions")  # once each day
    asks(story, change_request.cancel())
    shown = len(story.mailbox.letters)
    lives(story, 4)  # the day of our next try is among them
    assert charges(story, "succeeded") == 1
    assert len(story.mailbox.letters) == shown
    lives(story, 3)
    assert plans(story)[0]["status"] == "cancelled"
    assert failures(story)[0]["end"] == "lost"
    assert story.broken_invariants() == []
