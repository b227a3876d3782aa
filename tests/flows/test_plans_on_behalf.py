"""Staff change plans on behalf of supporters: from the page to the provider, the letter and the trail."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.payments.gateway import GatewayRefused
from donations.payments.stripe_gateway import StripeGateway
from donations.recurring.models import RecurringPlan
from tests.colleague import Colleague, colleague
from tests.page_text import text_of
from tests.plans import gives_monthly, goes_on, instalments, plans, provider_plan
from tests.story import Story
from tests.web.staff.forms import trail


@pytest.fixture
def where(story: Story) -> str:
    """The page of 50,00 zł a month."""
    gives_monthly(story, "50.00")
    story.waits(seconds=2)
    return f"/staff/plans/{story.donations()[0]['reference']}"


@pytest.fixture
def asks(story: Story, where: str) -> Callable[..., Colleague]:
    """Sends one of the pages' forms; what follows from it is done."""
    kim = colleague(story.app, "accountant")

    def ask(act: str, **given: str) -> Colleague:
        if not kim.is_signed_in():
            kim.signs_in()
        answer = kim.sends(f"{where}/{act}", {"reason": "asked on the telephone", **given}, page=f"{where}/{act}")
        assert (answer.status_code, answer.location) == (303, where), answer.text
        story.settles()
        story.waits(seconds=2)
        story.settles()  # what the provider says of the change
        return kim

    return ask


def looks(kim: Colleague, where: str) -> str:
    """The page, however long ago they signed in."""
    return (kim if kim.is_signed_in() else kim.signs_in()).opens(where).text


def collected(story: Story) -> list[int]:
    return [row["amount"].minor for row in story.donations() if row["status"] == "settled"]


def test_another_amount_is_collected_from_the_next_one_on(story: Story, asks, where: str) -> None:
    kim = asks("amount", amount="70,00")
    assert plans(story)[0]["amount"] == "70.00"
    goes_on(story, 31)
    assert collected(story) == [5000, 7000]
    words = text_of(looks(kim, where))
    assert "Another amount: PLN 70.00 instead of PLN 50.00. asked on the telephone Kim Accountant · in force" in words
    assert story.kinds_of_letters().count("plan_changed") == 1
    assert trail(story.app, "plan") == ["plan.change_asked"]
    assert story.broken_invariants() == []


def test_while_the_provider_has_not_agreed_the_page_says_that_it_is_under_way(story: Story, where: str) -> None:
    kim = colleague(story.app, "fundraiser").signs_in()
    kim.sends(f"{where}/amount", {"amount": "70", "reason": "asked"}, page=f"{where}/amount")
    assert "Being arranged with the payment provider" in looks(kim, where)
    story.settles()
    assert "Being arranged" not in looks(kim, where)


@pytest.mark.both_databases
def test_another_rhythm_another_date_and_another_fund(story: Story, asks) -> None:
    asks("date", on="2026-12-15")
    assert plans(story)[0]["next"] == "2026-12-15"
    asks("interval", interval="yearly")
    assert plans(story)[0]["interval"] == "yearly"
    asks("fund", fund="reporting")
    with story.inside():
        assert session.scalars(select(RecurringPlan)).one().fund.slug == "reporting"
    assert trail(story.app, "plan") == ["plan.change_asked"] * 3
    assert story.broken_invariants() == []


def test_a_pause_and_its_end(story: Story, asks, where: str) -> None:
    kim = asks("pause", months="3")
    assert plans(story)[0]["status"] == "paused"
    assert "It is paused until 9 February 2027." in looks(kim, where)
    goes_on(story, 31)
    assert collected(story) == [5000]
    asks("resume")
    assert plans(story)[0]["status"] == "active"
    goes_on(story, 31)
    assert collected(story) == [5000, 5000]
    assert story.broken_invariants() == []


def test_the_next_one_is_left_out_once(story: Story, asks) -> None:
    asks("skip")
    goes_on(story, 62)
    assert collected(story) == [5000, 5000]
    assert [status for _, status, _ in instalments(story)] == ["settled", "skipped", "settled"]
    assert story.broken_invariants() == []


def test_cancelled_nothing_is_collected_any_more_and_nothing_can_be_asked_for(story: Story, asks, where: str) -> None:
    kim = asks("cancel")
    goes_on(story, 31)
    assert collected(story) == [5000]
    assert (plans(story)[0]["status"], plans(story)[0]["reason"]) == ("cancelled", "staff")
    page = text_of(looks(kim, where))
    assert "It was cancelled here on the supporter’s behalf." in page
    assert "What can be done" not in page
    answer = kim.sends(f"{where}/pause", {"months": "1", "reason": "asked"}, page=f"{where}/pause")
    assert (answer.status_code, "has ended already" in answer.text) == (422, True)
    assert story.broken_invariants() == []


def test_a_failing_one_is_cancelled_with_what_is_failing(story: Story, asks) -> None:
    story.sandbox.set_card(provider_plan(story), "insufficient_funds")
    goes_on(story, 31)
    asks("cancel")
    assert [status for _, status, _ in instalments(story)] == ["settled", "lost"]
    assert plans(story)[0]["reason"] == "staff"
    assert story.broken_invariants() == []


def test_a_refusal_of_the_provider_is_told_with_its_reason(story: Story, where: str, monkeypatch) -> None:
    def refuses(*_given: object) -> None:
        raise GatewayRefused("no", status=400, code="amount_too_large")

    monkeypatch.setattr(StripeGateway, "change_plan", refuses)
    kim = colleague(story.app, "fundraiser").signs_in()
    kim.sends(f"{where}/amount", {"amount": "60", "reason": "asked"}, page=f"{where}/amount")
    story.settles()
    words = text_of(looks(kim, where))
    assert "Kim Fundraiser · not done: amount_too_large" in words
    assert "Being arranged" not in words
    assert plans(story)[0]["amount"] == "50.00"
    assert story.broken_invariants() == []
