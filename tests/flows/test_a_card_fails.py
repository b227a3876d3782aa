"""A card fails: who is written to and when, what mends it, and what becomes of the plan."""

from datetime import timedelta

import pytest

from donations.core import clock
from donations.payments.gateway import PlanMomentRequest
from tests.dunning import (
    MONTH,
    begins_and_fails,
    button,
    failures,
    gives_new_card,
    letters_by_day,
    lives,
    newest,
    words,
)
from tests.plans import instalments, plans, provider_plan
from tests.story import Story


def charges_that_succeeded(story: Story) -> int:
    return sum(charge["status"] == "succeeded" for charge in story.sandbox.all("charge"))


def test_a_card_fails_and_the_supporter_mends_it_from_the_letter(story: Story) -> None:
    begins_and_fails(story, "lost_card")
    lives(story, MONTH + 6)
    assert plans(story)[0]["status"] == "past_due"
    assert letters_by_day(story) == [("12-10", "collection_failed"), ("12-15", "collection_reminder")]

    gives_new_card(story, newest(story, "collection_reminder"))
    assert failures(story) == [
        {"family": "new_card", "code": "lost_card", "step": 2, "end": "mended", "by": "new_card"}
    ]
    assert plans(story)[0]["status"] == "active"

    lives(story, 30)
    days = ["2026-11-10", "2026-12-10", "2027-01-10"]
    assert instalments(story) == [(day, "settled", "settled") for day in days]
    assert charges_that_succeeded(story) == 3
    assert story.statuses() == ["settled"] * 3
    assert [kind for _, kind in letters_by_day(story)] == ["collection_failed", "collection_reminder", "plan_changed"]
    assert story.kinds_of_letters().count("thank_you") == 3
    assert story.broken_invariants() == []


def test_without_money_we_ask_again_and_the_first_try_that_succeeds_mends_it(story: Story) -> None:
    begins_and_fails(story, "insufficient_funds")
    lives(story, MONTH + 3)
    assert letters_by_day(story) == [("12-12", "collection_failed")]
    assert "15 December 2026" in words(newest(story, "collection_failed"))

    story.sandbox.set_card(provider_plan(story), "ok")
    lives(story, 3)
    [failure] = failures(story)
    assert (failure["end"], failure["by"]) == ("mended", "our_retry")
    assert instalments(story)[1] == ("2026-12-10", "settled", "settled")
    lives(story, 20)
    assert letters_by_day(story) == [("12-12", "collection_failed")]
    assert charges_that_succeeded(story) == 2
    assert story.broken_invariants() == []


def test_a_refusal_that_mends_by_itself_within_a_day_is_never_written_about(story: Story) -> None:
    begins_and_fails(story, "try_again_later")
    lives(story, MONTH)
    story.sandbox.set_card(provider_plan(story), "ok")
    lives(story, 5)
    assert letters_by_day(story) == []
    assert [failure["by"] for failure in failures(story)] == ["our_retry"]


def test_the_providers_own_try_mends_it_as_well_and_is_told_apart(story: Story) -> None:
    begins_and_fails(story, "insufficient_funds", own_retries=True)
    lives(story, MONTH + 2)
    story.sandbox.set_card(provider_plan(story), "ok")
    story.waits(hours=20)
    lives(story, 2)
    [failure] = failures(story)
    assert (failure["end"], failure["by"]) == ("mended", "provider_retry")
    assert charges_that_succeeded(story) == 2
    assert story.broken_invariants() == []


def test_where_nothing_mends_it_the_plan_ends_a_week_after_the_last_notice(story: Story) -> None:
    begins_and_fails(story, "insufficient_funds")
    lives(story, MONTH + 24)
    assert letters_by_day(story) == [
        ("12-12", "collection_failed"),
        ("12-18", "collection_reminder"),
        ("12-24", "collection_last_notice"),
        ("12-31", "plan_ended"),
    ]
    assert "31 December 2026" in words(newest(story, "collection_last_notice"))
    assert plans(story) == [
        {"status": "ended", "amount": "50.00", "interval": "monthly", "next": None, "reason": "unpaid"}
    ]
    assert instalments(story)[1][:2] == ("2026-12-10", "lost")
    assert [failure["end"] for failure in failures(story)] == ["lost"]
    assert story.sandbox.find(provider_plan(story))["status"] == "canceled"
    assert [each["status"] for each in story.sandbox.all("invoice")] == ["paid", "void"]
    assert "frequency=monthly" in button(newest(story, "plan_ended"))

    story.sandbox.set_card(provider_plan(story), "ok")
    lives(story, 40)
    assert charges_that_succeeded(story) == 1
    assert story.broken_invariants() == []


@pytest.mark.both_databases
def test_a_bank_that_wants_a_confirmation_gets_it_on_its_page(story: Story) -> None:
    begins_and_fails(story, "authentication_required")
    lives(story, MONTH + 1)
    letter = newest(story, "collection_failed")
    assert "Please confirm your regular gift" in str(letter["Subject"])
    invoice = story.sandbox.all("invoice")[-1]
    assert button(letter) == invoice["hosted_invoice_url"]

    story.sandbox.choose_on_invoice(invoice["id"], "confirm")
    story.settles()
    assert [(each["end"], each["by"]) for each in failures(story)] == [("mended", "confirmed")]
    assert plans(story)[0]["status"] == "active"
    lives(story, 20)
    assert [kind for _, kind in letters_by_day(story)] == ["collection_failed"]


def test_a_supporter_may_pay_on_the_providers_page_with_another_card(story: Story) -> None:
    begins_and_fails(story, "expired_card")
    lives(story, MONTH + 1)
    story.sandbox.choose_on_invoice(story.sandbox.all("invoice")[-1]["id"], "other_card")
    story.settles()
    assert [(each["end"], each["by"]) for each in failures(story)] == [("mended", "payment_page")]
    assert charges_that_succeeded(story) == 2


def test_what_a_bank_will_not_have_again_ends_at_once_with_one_letter(story: Story) -> None:
    begins_and_fails(story, "fraudulent")
    lives(story, MONTH + 1)
    assert letters_by_day(story) == [("12-10", "plan_ended")]
    assert plans(story)[0]["reason"] == "unpaid"
    lives(story, 40)
    assert letters_by_day(story) == [("12-10", "plan_ended")]
    assert charges_that_succeeded(story) == 1
    assert story.broken_invariants() == []


def test_a_card_that_the_bank_renews_is_asked_at_once(story: Story) -> None:
    begins_and_fails(story, "expired_card")
    lives(story, MONTH + 1)
    story.sandbox.set_card(provider_plan(story), "ok")
    story.sandbox.replace_card_by_bank(provider_plan(story))
    story.settles()
    story.settles()
    assert [(each["end"], each["by"]) for each in failures(story)] == [("mended", "card_renewed")]
    assert [kind for _, kind in letters_by_day(story)] == ["collection_failed", "card_updated"]
    assert "0341" in words(newest(story, "card_updated"))


def test_a_new_card_without_money_is_asked_again_later(story: Story) -> None:
    begins_and_fails(story, "lost_card")
    lives(story, MONTH + 1)
    letter = newest(story, "collection_failed")
    story.sandbox.fail_next(1, "unreachable", path="/pay")
    gives_new_card(story, letter)
    story.sandbox.set_card(provider_plan(story), "insufficient_funds")
    lives(story, 2)
    assert [(each["family"], each["end"]) for each in failures(story)] == [("retry", "open")]
    story.sandbox.set_card(provider_plan(story), "ok")
    lives(story, 8)
    assert [(each["end"], each["by"]) for each in failures(story)] == [("mended", "our_retry")]


def test_a_plan_that_is_paid_does_not_end_because_a_word_was_lost(story: Story) -> None:
    begins_and_fails(story, "lost_card")
    lives(story, MONTH + 15)
    story.sandbox.choose_on_invoice(story.sandbox.all("invoice")[-1]["id"], "other_card")
    lost = [event for event in story.sandbox.events() if event["type"] in ("invoice_payment.paid", "invoice.paid")][-2:]
    story.sandbox.deliver(lambda _body, _headers: 200)  # taken by nobody
    story.clock.shift(timedelta(days=8))
    story.drains()
    story.drains()
    assert plans(story)[0]["status"] == "past_due"
    for event in lost:
        assert story.tells(event) == 200
    story.settles()
    assert plans(story)[0]["status"] == "active"
    assert [each["end"] for each in failures(story)] == ["mended"]


def test_a_month_without_the_worker_piles_up_no_letters(story: Story) -> None:
    begins_and_fails(story, "lost_card")
    lives(story, MONTH + 1)
    for _ in range(40):
        story.waits(days=1)
    story.settles()
    story.settles()
    assert letters_by_day(story) == [("12-10", "collection_failed"), ("01-20", "collection_last_notice")]
    assert plans(story)[0]["status"] == "past_due"
    lives(story, 10)
    assert letters_by_day(story)[2:] == [("01-29", "plan_ended")]
    assert story.broken_invariants() == []


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.full) for seed in (1, 2))])
def test_in_whatever_order_and_number_each_letter_is_sent_once(story: Story, seed: int) -> None:
    begins_and_fails(story, "insufficient_funds", own_retries=True)
    for _ in range(MONTH + 26):
        story.waits(days=1)
        story.delivers(shuffle=seed, copies=3)
        story.drains_a_while(minutes=30)
    kinds = [kind for _, kind in letters_by_day(story)]
    assert kinds == ["collection_failed", "collection_reminder", "collection_last_notice", "plan_ended"]
    assert sorted(set(story.kinds_of_letters())) == sorted({"thank_you", *kinds})
    assert story.broken_invariants() == []


def test_a_plan_paused_in_the_providers_dashboard_is_left_in_peace(story: Story) -> None:
    begins_and_fails(story, "lost_card")
    lives(story, MONTH + 1)
    until = clock.now() + timedelta(days=62)
    story.app.extensions["services"].gateway().pause_plan(PlanMomentRequest("there", provider_plan(story), until))
    lives(story, 30)
    assert [kind for _, kind in letters_by_day(story)] == ["collection_failed"]
    assert plans(story)[0]["status"] == "past_due"
    lives(story, 60)
    kinds = [kind for _, kind in letters_by_day(story)]
    assert kinds == ["collection_failed", "collection_reminder", "collection_last_notice", "plan_ended"]
