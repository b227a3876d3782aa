"""What letters about plans say, in each state of affairs and both languages."""

from datetime import date
from typing import Any

import pytest

from donations.core.money import Money
from donations.mail.compose import compose
from donations.recurring.letters.write_plan_letter import KINDS, OF_FAILURES
from tests.mail.drafts import Organisation, a_draft, text_of

MANAGE = "https://give.example/en/plans/token"
PLAN: dict[str, Any] = {
    "organisation": Organisation(),
    "mode": "live",
    "donor_name": "Żółć Łódzka",
    "amount": Money(5000, "PLN"),
    "interval": "every month",
    "fund_name": "Mission Fund",
    "reference": "7KQ4-M2XF",
    "next_on": date(2027, 1, 10),
    "is_over": False,
    "is_by_bank": False,
    "last4": "4242",
    "manage_url": MANAGE,
    "link": f"{MANAGE}/card",
    "collecting": None,
    "collected": None,
}
FAILED = {
    "due_on": date(2026, 12, 10),
    "family": "retry",
    "state": "open",
    "next_try_on": date(2026, 12, 15),
    "ends_on": date(2026, 12, 31),
}
CARD = {"card_until": "12/2026", "first_after": date(2027, 1, 10)}
CHANGED: dict[str, Any] = {
    "change": "amount",
    "was": "50.00 zł",
    "now": "80.00 zł",
    "until": None,
    "by_us": False,
    "dropped": [],
}
MORE: dict[str, dict[str, Any]] = {
    **dict.fromkeys(OF_FAILURES, FAILED),
    "plan_ended": {**CARD, "reason": "unpaid", "donations": 7},
    "plan_changed": CHANGED,
    "plan_unchanged": {**CHANGED, "was_collected": False},
    "card_expiring": CARD,
    "card_updated": CARD,
    "yearly_notice": CARD,
}


def letter(kind: str, language: str = "en", **changes: Any) -> tuple[str, str, str]:
    """Subject, text in one line, and HTML."""
    context: Any = {**PLAN, **MORE[kind], **changes}  # of a plan, not of a donation
    message = compose(a_draft(kind, language=language, context=context, attachments=()))
    return str(message["Subject"]), " ".join(text_of(message).split()), text_of(message, "html")


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_names_the_donation_and_has_one_button_and_the_link_to_manage_it(kind: str, language: str) -> None:
    subject, text, html = letter(kind, language)
    assert subject
    for half in (text, html):
        for said in ("50", "7KQ4-M2XF", "Mission Fund", PLAN["link"]):
            assert said in half
    assert html.count('class="act"') == 1
    assert f">{MANAGE}<" not in html
    if kind in (*OF_FAILURES, "card_expiring"):
        assert f"{MANAGE} " in text


@pytest.mark.parametrize("kind", OF_FAILURES)
@pytest.mark.parametrize(
    ("family", "said", "act"),
    [
        ("retry", "on 15 December 2026 we shall ask the bank once more", "Give another card"),
        ("new_card", "please give another card", "Give another card"),
        ("confirm", "confirm the payment yourself", "Confirm the payment"),
    ],
)
def test_the_family_decides_what_is_asked_for(kind: str, family: str, said: str, act: str) -> None:
    _, text, html = letter(kind, family=family)
    assert said in text
    assert f"{act}: {PLAN['link']}" in text
    assert act in html


@pytest.mark.parametrize("kind", OF_FAILURES)
@pytest.mark.parametrize(("state", "said"), [("mended", "has been collected after all"), ("over", "has ended")])
def test_what_is_settled_when_it_leaves_asks_for_nothing(kind: str, state: str, said: str) -> None:
    _, text, html = letter(kind, state=state, next_try_on=None, ends_on=None)
    assert said in text
    assert 'class="act"' not in html


@pytest.mark.parametrize("family", ["retry", "new_card", "confirm"])
def test_the_last_notice_names_the_day_of_the_end_and_the_letter_about_it(family: str) -> None:
    subject, text, html = letter("collection_last_notice", family=family)
    assert subject == "Your regular gift will end on 31 December 2026"
    for half in (text, " ".join(html.split())):
        assert "by 31 December 2026, we shall end" in half
        assert "one more letter will tell you so" in half
        assert "the last letter" not in half
        assert "You need not do anything" not in half


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("unpaid", "could not be collected"),
        ("completed", "is complete"),
        ("provider", "ended at the payment provider"),
    ],
)
def test_the_end_says_why(reason: str, said: str) -> None:
    assert said in letter("plan_ended", reason=reason)[1]
    assert "the 7 gifts" in letter("plan_ended", reason=reason)[1]
    assert "Thank you for the" not in letter("plan_ended", reason=reason, donations=0)[1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("cancel", "Nothing more will be collected"),
        ("pause", "Nothing will be collected before 1 March 2027"),
        ("skip", "The next gift is skipped"),
        ("resume", "The pause is over"),
    ],
)
def test_a_change_says_what_follows(change: str, said: str) -> None:
    assert said in letter("plan_changed", change=change, was="", now="", until=date(2027, 3, 1))[1]


@pytest.mark.parametrize("kind", ["plan_changed", "plan_ended"])
@pytest.mark.parametrize("what", ["cancel", "pause", "skip", "amount"])
def test_of_a_standing_order_nothing_is_said_to_be_collected_and_the_bank_is_named(kind: str, what: str) -> None:
    given: dict[str, Any] = {
        "change": what,
        "was": "",
        "now": "",
        "until": date(2027, 3, 1),
        "reason": "completed",
        "next_on": None,
    }
    _, text, html = letter(kind, is_by_bank=True, **given)
    for half in (text, html):
        assert "at your bank as well: we cannot do it for you" in half
        assert "collected" not in half


def test_a_change_says_what_it_was_what_it_is_and_who_made_it() -> None:
    text = letter("plan_changed")[1]
    assert "Until now: 50.00 zł From now on: 80.00 zł" in text
    assert "as you asked" in text
    assert "We have made this change for you" in letter("plan_changed", by_us=True)[1]


def test_a_card_that_does_not_matter_any_more_asks_for_nothing() -> None:
    for changes in ({"is_over": True}, {"first_after": None}):
        _, text, html = letter("card_expiring", **changes)
        assert "You need not do anything" in text
        assert 'class="act"' not in html


@pytest.mark.parametrize("change", ["amount", "interval", "date", "fund", "pause", "skip", "resume", "card"])
def test_what_could_not_be_changed_is_told_with_what_to_do(change: str) -> None:
    subject, text, _ = letter("plan_unchanged", change=change, was="", now="", was_collected=True)
    assert subject == "Your regular gift could not be changed"
    for said in ("You asked for a change", "The next gift had been collected by then.", "reply to this letter"):
        assert said in text
    assert "We wanted to change" in letter("plan_unchanged", change=change, by_us=True)[1]


def test_a_pause_tells_what_it_lets_go() -> None:
    text = letter("plan_changed", change="pause", was="", now="", dropped=[date(2026, 12, 10)])[1]
    assert "The gift of 10 December 2026, which could not be collected, is skipped as well" in text


@pytest.mark.parametrize(
    ("shown", "said"),
    [("collecting", "is being collected from this card now"), ("collected", "has been collected from this card")],
)
def test_another_card_says_what_is_collected_from_it(shown: str, said: str) -> None:
    paid: dict[str, Any] = {shown: Money(5000, "PLN")}
    assert f"PLN 50.00, {said}" in letter("plan_changed", change="card", **paid)[1]
