"""How a payment can end, and what the visitor sees at each point of it."""

import pytest

from tests.story import Story, Visitor


def started(story: Story) -> Visitor:
    visitor = story.visitor()
    assert visitor.starts("50.00").status_code == 303
    return visitor


def test_a_paid_donation_is_waited_for_until_its_webhook_is_applied(story: Story) -> None:
    visitor = started(story)
    seen = [visitor.sees()]
    visitor.pays()
    seen.append(visitor.sees())
    story.delivers()
    seen.append(visitor.sees())
    story.drains()
    seen.append(visitor.sees())

    assert seen == ["started", "started", "started", "received"]
    assert story.broken_invariants() == []


def test_the_thank_you_page_settles_nothing_however_often_it_is_read(story: Story) -> None:
    visitor = started(story)
    visitor.pays()
    for _ in range(3):
        visitor.reads_thanks()
    story.drains()

    assert story.statuses() == ["started"]
    assert story.mailbox.letters == []


@pytest.mark.parametrize("first", ["declined", "insufficient_funds"])
def test_a_declined_card_leaves_the_donation_open_for_another(story: Story, first: str) -> None:
    visitor = started(story)
    assert visitor.pays(first) == visitor.payment_page
    story.settles()
    after_decline = visitor.sees()
    visitor.pays("paid")
    story.settles()

    assert (after_decline, visitor.sees()) == ("started", "received")
    assert story.statuses() == ["settled"]
    assert story.receipts() == [("SANDBOX-D/2026/000001", 5000, "valid")]
    assert story.broken_invariants() == []


def test_three_d_secure_asks_first_and_then_pays(story: Story) -> None:
    visitor = started(story)
    visitor.pays("three_d_secure")
    story.settles()
    asked = visitor.sees()
    visitor.pays("confirm")
    story.settles()

    assert (asked, visitor.sees()) == ("started", "received")
    assert story.broken_invariants() == []


def test_three_d_secure_that_is_refused_leaves_the_donation_open(story: Story) -> None:
    visitor = started(story)
    visitor.pays("three_d_secure")
    visitor.pays("refuse")
    story.settles()

    assert visitor.sees() == "started"
    assert story.broken_invariants() == []


def test_money_that_comes_days_later_settles_then(story: Story) -> None:
    visitor = started(story)
    visitor.pays("settles_later")
    story.settles()
    at_once = visitor.sees(), len(story.mailbox.letters)
    story.waits(days=4)
    story.settles()

    assert at_once == ("processing", 0)
    assert visitor.sees() == "received"
    assert story.kinds_of_letters() == ["thank_you"]
    assert story.broken_invariants() == []


def test_money_that_never_comes_fails_the_donation_and_brings_no_letter(story: Story) -> None:
    visitor = started(story)
    visitor.pays("fails_later")
    story.settles()
    story.waits(days=4)
    story.settles()

    assert visitor.sees() == "failed"
    assert story.statuses() == ["failed"]
    assert story.mailbox.letters == []
    assert story.receipts() == []
    assert story.broken_invariants() == []


def test_after_a_failure_the_filled_form_starts_a_fresh_donation(story: Story) -> None:
    visitor = started(story)
    visitor.pays("fails_later")
    story.waits(days=4)
    story.settles()
    visitor.returns_to_form()
    assert visitor.sends().status_code == 303
    visitor.pays()
    story.settles()

    assert story.statuses() == ["failed", "settled"]
    assert story.broken_invariants() == []


def test_an_abandoned_donation_expires_by_the_providers_word(story: Story) -> None:
    visitor = started(story)
    visitor.pays("abandon")
    story.waits(minutes=61)
    story.settles()

    assert visitor.sees() == "expired"
    assert story.broken_invariants() == []


def test_an_abandoned_donation_expires_by_our_own_look_when_the_word_is_lost(story: Story) -> None:
    visitor = started(story)
    visitor.pays("abandon")
    story.starts_schedule()
    story.waits(minutes=61)
    story.drains()
    too_early = visitor.sees()
    story.waits(minutes=20)
    story.drains()

    assert (too_early, visitor.sees()) == ("started", "expired")
    assert story.broken_invariants() == []


def test_our_own_look_finds_a_donation_that_was_paid_and_leaves_the_settling_to_its_event(story: Story) -> None:
    story.starts_schedule()
    visitor = started(story)
    visitor.pays()
    story.waits(minutes=80)
    story.drains()
    by_look = visitor.sees()
    story.settles()

    assert (by_look, visitor.sees()) == ("processing", "received")
    assert story.broken_invariants() == []


def test_a_donation_whose_page_never_opened_expires_without_asking_anyone(story: Story) -> None:
    visitor = story.visitor()
    story.sandbox.fail_next(kind="unreachable")
    assert visitor.starts("50.00").status_code == 503
    story.starts_schedule()
    story.waits(minutes=80)
    story.sandbox.fail_next(kind="unreachable", path="/v1/checkout")
    story.drains()

    assert story.statuses() == ["expired"]
    assert story.broken_invariants() == []


def test_a_late_expiry_says_nothing_against_money_that_was_taken(story: Story) -> None:
    visitor = started(story)
    visitor.pays()
    story.settles()
    story.starts_schedule()
    story.waits(minutes=80)
    story.settles()

    assert visitor.sees() == "received"
    assert story.statuses() == ["settled"]
