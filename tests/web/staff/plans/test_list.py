"""The list of plans as a page: for every filter, every order, and whatever somebody writes into the address."""

import re

import pytest

from tests.colleague import colleague
from tests.operations import counted_questions
from tests.page_text import text_of
from tests.plans import gives_monthly, goes_on, provider_plan

LIST = "/staff/plans"


@pytest.fixture(scope="module")
def desk(shared_story):
    """Somebody who looks, before four plans: one fails, one is yearly, one is in euros."""
    story = shared_story
    gives_monthly(story, "50.00", name="Zoë Źródło", email="zoe@example.org")
    gives_monthly(story, "60.00", name="Fay Ling", email="fay@example.org")
    story.sandbox.set_card(provider_plan(story), "insufficient_funds")
    gives_monthly(story, "120.00", "yearly", name="Yan Rok", email="yan@example.net")
    story.gives("30.00", "EUR", frequency="monthly", name="Eva Uro", email="eva@example.org")
    goes_on(story, 31)
    return colleague(story.app, "viewer").signs_in()


def names(page):
    return re.findall(r'<th scope="row" class="lead">\s*<a [^>]*><bdi>([^<]+)</bdi></a>', page)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Eva Uro", "Yan Rok", "Fay Ling", "Zoë Źródło"]),
        ("?sort=oldest", ["Zoë Źródło", "Fay Ling", "Yan Rok", "Eva Uro"]),
        ("?sort=largest&currency=PLN", ["Yan Rok", "Fay Ling", "Zoë Źródło"]),
        ("?sort=smallest&currency=pln", ["Zoë Źródło", "Fay Ling", "Yan Rok"]),
        ("?status=past_due", ["Fay Ling"]),
        ("?status=goes_on&interval=yearly", ["Yan Rok"]),
        ("?status=cancelled", []),
        ("?currency=EUR&kind=card", ["Eva Uro"]),
        ("?kind=standing_order", []),
        ("?fund=mission", ["Eva Uro", "Yan Rok", "Fay Ling", "Zoë Źródło"]),
        ("?paused=1", []),
        ("?find=zrodlo", ["Zoë Źródło"]),
        ("?find=ZOE%40example", ["Zoë Źródło"]),
        ("?find=example.org+fay", ["Fay Ling"]),
        ("?find=nobody", []),
        ("?find=%25", []),
        ("?find=%00", []),
        ("?card=this_month", []),
        ("?page=-1", ["Eva Uro", "Yan Rok", "Fay Ling", "Zoë Źródło"]),
    ],
)
def test_every_filter_finds_its_own_in_at_most_twelve_questions(shared_story, desk, query, found):
    desk.opens(LIST)
    with counted_questions(shared_story) as requested:
        answer = desk.opens(LIST + query)
    assert (answer.status_code, names(answer.text)) == (200, found)
    assert len([each for each in requested if each.lstrip().upper().startswith("SELECT")]) <= 12


def test_by_next_date_those_without_one_are_left_out(desk):
    page = desk.opens(f"{LIST}?sort=next").text
    assert names(page)[-1] == "Yan Rok"
    assert "Only those with a next date." in page


def test_it_is_added_up_by_the_month(desk):
    words = text_of(desk.opens(LIST).text)
    assert "4 regular gifts" in words
    assert "PLN 120.00 a month" in words
    assert "€30.00 a month" in words


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?sort=cheapest", 422),
        ("?status=gone", 422),
        ("?fund=nothing", 422),
        ("?currency=zzz", 422),
        ("?card=yesterday", 422),
        ("?find=" + "x" * 10_000, 422),
        ("?after=-1", 400),
        ("?before=x", 400),
        ("?after=00000000-0000-0000-0000-000000000000", 404),
    ],
)
def test_what_cannot_be_is_a_clear_refusal(desk, query, status):
    answer = desk.opens(LIST + query)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_before_the_first_one_the_page_says_what_will_be_there(hires):
    text = hires("fundraiser").signs_in().opens(LIST).text
    assert "No regular gifts yet" in text
    assert "/staff/plans/new" in text
