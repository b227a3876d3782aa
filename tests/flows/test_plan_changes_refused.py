"""A change that the provider does not make: the supporter is told in words, and somebody at the desk sees to it."""

from collections.abc import Callable

import pytest
from flask import Flask

from donations.core.database import session, transaction
from donations.core.money import Money
from donations.payments.gateway import GatewayRefused
from donations.payments.stripe_gateway import StripeGateway
from donations.recurring.changes import change_request
from donations.recurring.models import RecurringPlan
from donations.reporting.needs_attention import needs_a_person
from tests.colleague import Colleague, colleague
from tests.dunning import letters_by_day, newest, words
from tests.plans import asks, gives_monthly, outcomes, plans, the_plan
from tests.story import Story
from tests.web.staff.forms import trail

UNKNOWN = "the provider does not know this regular gift"


@pytest.fixture
def database(sqlite_database: str) -> str:
    return sqlite_database


@pytest.fixture
def kim(app: Flask) -> Colleague:
    return colleague(app, "fundraiser").signs_in()


@pytest.fixture
def refuses(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """From now on the provider refuses to change any price; with False it does not any more."""

    def no(*_given: object) -> None:
        raise GatewayRefused("no", status=400, code="price_inactive")

    real = StripeGateway.change_plan
    return lambda is_so=True: monkeypatch.setattr(StripeGateway, "change_plan", no if is_so else real)


def is_unknown(story: Story) -> None:
    """As one that was made for show, or lives in another account."""
    with story.inside(), transaction():
        the_plan().provider_plan_id = "sub_of_another_account"


def waits(story: Story) -> int:
    with story.inside():
        return needs_a_person().refusals


def text_of(who: Colleague, address: str) -> str:
    return " ".join(words_of(who.opens(address).text).split())


def words_of(page: str) -> str:
    return page.replace("\N{NO-BREAK SPACE}", " ")


def test_whoever_asked_is_told_once_and_sees_it_on_their_page(story: Story, refuses: Callable[..., None]) -> None:
    gives_monthly(story)
    refuses()
    asks(story, change_request.amount(Money(8000, "PLN")))
    story.drains_a_while(hours=2)

    assert outcomes(story) == [("amount", False, "price_inactive")]
    assert [kind for _, kind in letters_by_day(story)] == ["plan_unchanged"]
    letter = " ".join(words(newest(story, "plan_unchanged")).split())
    assert "You asked for a change of your regular gift (another amount), but it could not be done." in letter
    assert "As it stays: PLN 50.00 What was wanted: PLN 80.00" in letter
    with story.inside():
        links = story.app.extensions["services"].links
        page = links.plan(the_plan().id, the_plan().donor_email, "en")
    seen = words_of(story.visitor().follows(page).text)
    assert "the amount: PLN 80.00. Please try again, or write to us." in seen
    assert story.broken_invariants() == []


def test_it_waits_at_the_desk_until_somebody_has_seen_to_it(
    story: Story, kim: Colleague, refuses: Callable[..., None]
) -> None:
    gives_monthly(story)
    refuses()
    asks(story, change_request.amount(Money(8000, "PLN")))
    with story.inside():
        page = f"/staff/plans/{the_plan().reference}"

    assert waits(story) == 1
    assert "change of a regular gift was not made" in kim.opens("/staff").text
    assert page in kim.opens("/staff/waiting").text
    assert "It was not done: price_inactive." in kim.opens(page).text
    seen = f"{page}/changes/1/seen"
    assert kim.sends(seen, {"reason": ""}, page=seen).status_code == 422
    assert kim.sends(seen, {"reason": "I wrote to her"}, page=seen).status_code == 303
    assert waits(story) == 0
    assert "It was not done: price_inactive." not in kim.opens(page).text
    assert kim.sends(seen, {"reason": "again"}, page=seen).status_code == 422
    assert kim.opens(f"{page}/changes/7/seen").status_code == 404
    assert trail(story.app, "plan") == ["plan.refusal_seen"]
    assert story.broken_invariants() == []


@pytest.mark.parametrize("then", [lambda: change_request.amount(Money(9000, "PLN")), change_request.cancel])
def test_it_waits_no_longer_when_it_was_done_later_or_all_is_over(
    story: Story, refuses: Callable[..., None], then: Callable[[], change_request.ChangeRequest]
) -> None:
    gives_monthly(story)
    refuses()
    asks(story, change_request.amount(Money(8000, "PLN")))
    refuses(False)
    asks(story, then())

    assert [done for _, done, _ in outcomes(story)] == [False, True]
    assert waits(story) == 0


def test_a_plan_the_provider_does_not_know_can_be_ended_and_nothing_else(story: Story) -> None:
    gives_monthly(story)
    is_unknown(story)
    for change in (change_request.amount(Money(8000, "PLN")), change_request.pause(2), change_request.leave_out()):
        asks(story, change)
    assert outcomes(story) == [("amount", False, UNKNOWN), ("pause", False, UNKNOWN), ("skip", False, UNKNOWN)]
    asks(story, change_request.cancel())

    assert outcomes(story)[-1] == ("cancel", True, None)
    assert plans(story)[0]["status"] == "cancelled"
    assert story.broken_invariants() == []


def test_a_wrong_key_at_the_provider_ends_nothing(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbids(*_given: object) -> None:
        raise GatewayRefused("no", status=401)

    gives_monthly(story)
    for name in ("cancel_plan", "find_plan"):
        monkeypatch.setattr(StripeGateway, name, forbids)
    asks(story, change_request.cancel())

    assert outcomes(story) == [("cancel", False, None)]
    with story.inside():
        assert session.query(RecurringPlan).one().ended_at is None
