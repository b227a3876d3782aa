"""Donations recorded by hand from their page: each form once."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.colleague import Colleague
from tests.html_form import read_form
from tests.page_text import text_of
from tests.story import Story

Hire = Callable[..., Colleague]
NEW = "/staff/donations/new"


def filled_in(kim: Colleague, **given: str) -> dict[str, str]:
    """The form for a donation by hand as it is shown, with these values."""
    shown = read_form(kim.opens(NEW).text).values
    return {
        name: shown[name]
        for name in ("ticket", "currency", "method", "received_on", "fund", "campaign", "language", "country")
    } | given


def test_a_donation_is_recorded_by_hand(story: Story, hires: Hire) -> None:
    kim = hires("fundraiser").signs_in()
    given = filled_in(kim, amount="1 250,50", name="Jan Żak", received_on="2026-11-09")
    answer = kim.sends(NEW, given, page=NEW)
    assert answer.status_code == 303, text_of(answer.text)
    story.drains()

    words = text_of(kim.opens(answer.location or "").text)
    assert "Recorded by hand: PLN 1,250.50, cash, received on 9 November 2026. Kim Fundraiser" in words
    assert [(amount, state) for _, amount, state in story.receipts()] == [(125050, "valid")]
    assert story.broken_invariants() == []


def test_a_form_sent_twice_is_one_donation(story: Story, hires: Hire) -> None:
    kim = hires("fundraiser").signs_in()
    given = filled_in(kim, amount="50", name="Jan Żak", email="jan@example.org")
    answers = [kim.sends(NEW, given, page=NEW) for _ in range(2)]
    story.drains()

    assert answers[0].location == answers[1].location == f"/staff/donations/{story.donations()[0]['reference']}"
    assert (story.statuses(), len(story.receipts()), story.kinds_of_letters()) == (["settled"], 1, ["thank_you"])


def test_a_used_form_filled_in_anew_asks_whether_it_is_another_donation(story: Story, hires: Hire) -> None:
    kim = hires("fundraiser").signs_in()
    given = filled_in(kim, amount="50", name="Jan Żak")
    kim.sends(NEW, given, page=NEW)
    answer = kim.sends(NEW, {**given, "amount": "70"}, page=NEW)
    assert (answer.status_code, "send it once more" in answer.text) == (422, True)
    again = {**given, "amount": "70", "ticket": read_form(answer.text).values["ticket"]}
    assert kim.sends(NEW, again, page=NEW).status_code == 303
    assert story.statuses() == ["settled", "settled"]


def test_a_form_without_its_ticket_records_nothing(story: Story, hires: Hire) -> None:
    kim = hires("fundraiser").signs_in()
    answer = kim.sends(NEW, filled_in(kim, amount="50", name="Jan Żak", ticket=""), page=NEW)
    assert (answer.status_code, story.donations()) == (422, [])


@pytest.mark.parametrize(
    "given",
    [{"amount": "x"}, {"received_on": "2026-13-40"}, {"received_on": "2027-01-01"}, {"name": ""}, {"currency": "QQQ"}],
)
def test_a_donation_by_hand_that_makes_no_sense_is_not_recorded(story: Story, hires: Hire, given) -> None:
    kim = hires("fundraiser").signs_in()
    answer = kim.sends(NEW, filled_in(kim, **{"amount": "5", "name": "Jan Żak", **given}), page=NEW)
    assert answer.status_code == 422
    assert story.donations() == []


@pytest.mark.both_databases
def test_two_clicks_at_the_same_instant_make_one_donation(story: Story, hires: Hire) -> None:
    kim = hires("fundraiser").signs_in()
    given = {"csrf_token": kim.token(NEW), **filled_in(kim, amount="50", name="Jan Żak")}
    cookie = kim.client.get_cookie("donations")
    assert cookie
    together = Barrier(2)

    def click(_number: int) -> tuple[int, str | None]:
        twin = kim.new_browser()
        twin.set_cookie("donations", cookie.value)
        together.wait()
        answer = twin.post(NEW, data=given)
        return answer.status_code, answer.location

    with ThreadPoolExecutor(2) as threads:
        answers = set(threads.map(click, range(2)))
    assert answers == {(303, f"/staff/donations/{story.donations()[0]['reference']}")}
    assert len(story.donations()) == 1


def test_what_is_wrong_is_listed_in_the_order_of_the_page(story: Story, hires: Hire) -> None:
    kim = hires("fundraiser").signs_in()
    answer = kim.sends(NEW, filled_in(kim, amount="", name="", received_on=""), page=NEW)
    assert re.findall(r'<a href="#([a-z_]+)">Please', answer.text) == ["amount", "received_on", "name"]
