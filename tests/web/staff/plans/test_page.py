"""The page of a plan: how it stands, what comes next, what happened."""

import re

import pytest

from tests.operations import counted_questions
from tests.page_text import text_of
from tests.plans import gives_monthly, goes_on, provider_plan

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def plan_page(story):
    """The address of 50,00 zł a month, whose first instalment has come."""
    gives_monthly(story, "50.00", name="Kim <i>Nowak</i>")
    return f"/staff/plans/{story.donations()[0]['reference']}"


def test_everything_of_a_plan_is_on_one_page(story, hires, plan_page):
    answer = hires("viewer").signs_in().opens(plan_page)
    words = text_of(answer.text)
    assert answer.status_code == 200
    for part in (
        f"PLN{NBSP}50.00 a month from Kim",
        f"PLN{NBSP}50.00 is collected on 10 December 2026.",
        "The regular gift began.",
        "10 November 2026 1",
        "Received",
    ):
        assert part.replace(NBSP, " ") in words.replace(NBSP, " "), part
    assert "Kim &lt;i&gt;Nowak" in answer.text
    assert f"/staff/donations/{story.donations()[0]['reference']}" in answer.text


def test_the_page_tells_it_in_polish(hires, plan_page):
    answer = hires("viewer").signs_in().opens(f"/pl{plan_page}")
    assert answer.status_code == 200
    assert f"50,00{NBSP}zł" in answer.text


def test_a_failure_is_told_with_what_comes_next(story, hires, plan_page):
    story.sandbox.set_card(provider_plan(story), "insufficient_funds")
    goes_on(story, 31)
    words = text_of(hires("viewer").signs_in().opens(plan_page).text)
    assert "The instalment of 10 December 2026" in words
    assert "could not be collected: there was not enough money on the account" in words
    for step in ("we try again.", "a reminder goes out.", "the last notice goes out.", "the regular gift ends."):
        assert step in words, step


def test_the_page_asks_the_database_at_most_twelve_times(story, hires, plan_page):
    story.sandbox.set_card(provider_plan(story), "insufficient_funds")
    goes_on(story, 40)
    kim = hires().signs_in()
    kim.sends(f"{plan_page}/fund", {"fund": "reporting", "reason": "asked"}, page=f"{plan_page}/fund")
    kim.opens(plan_page)
    with counted_questions(story) as requested:
        assert kim.opens(plan_page).status_code == 200
    questions = [statement for statement in requested if statement.lstrip().upper().startswith("SELECT")]
    assert len(questions) <= 12, "\n\n".join(questions)


def offered(kim, plan_page):
    """The acts there are links to; anybody may simulate."""
    acts = re.findall(rf'href="{plan_page}/(\w+)"', kim.signs_in().opens(plan_page).text)
    assert acts.pop() == "simulate"
    return acts


def test_a_viewer_may_look_and_is_offered_nothing_to_do(hires, plan_page):
    assert offered(hires("viewer"), plan_page) == []


def test_a_fundraiser_is_offered_all_but_the_end(hires, plan_page):
    changes = ["amount", "interval", "date", "fund", "skip", "address", "pause"]
    assert offered(hires("fundraiser"), plan_page) == changes
    assert offered(hires("accountant"), plan_page) == [*changes, "cancel"]


def test_an_unknown_one_is_not_found_and_typing_is_forgiven(hires, plan_page):
    kim = hires("viewer").signs_in()
    assert kim.opens("/staff/plans/0000-0000").status_code == 404
    assert kim.opens("/staff/plans/" + "x" * 5000).status_code == 404
    assert kim.opens(plan_page.lower()).status_code == 200
