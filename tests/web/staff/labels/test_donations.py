"""A state has one word: in the list and its filter, on the donation's page, on the supporter's, and in a file."""

import re
from collections.abc import Callable

import pytest

from tests.colleague import Colleague
from tests.page_text import text_of
from tests.story import Story

LIST = "/staff/donations"


@pytest.fixture
def database(sqlite_database: str) -> str:
    """Words are the same on either."""
    return sqlite_database


@pytest.fixture
def desk(hires: Callable[..., Colleague]) -> Colleague:
    """Somebody who may refund and reject."""
    return hires("accountant").signs_in()


def gives_less(story: Story) -> str:
    """A donation of 50,00 zł of which 45,00 zł came; its page."""
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    paid = next(each for each in story.sandbox.events() if each["type"] == "payment_intent.succeeded")
    paid["data"]["object"]["amount_received"] = 4500
    story.tells(paid)
    story.settles()
    return f"{LIST}/{story.donations()[0]['reference']}"


def gives_back(desk: Colleague, story: Story, page: str, amount: str, left: str = "50.00") -> None:
    given = {"amount": amount, "seen_left": left, "reason": "asked"}
    desk.sends(f"{page}/refund", given, page=f"{page}/refund")
    story.settles()


def badges(text: str) -> list[str]:
    return re.findall(r'<span class="badge \w+">([^<]+)</span>', text)


def in_file(desk: Colleague) -> str:
    given = {"which": "shown", "format": "csv"}
    return desk.sends(f"{LIST}/export", given, page=f"{LIST}/export").text


def test_every_state_to_choose_finds_something_or_nothing_but_never_fails(desk: Colleague) -> None:
    choice = desk.opens(LIST).text.partition("filter-status")[2].partition("</select>")[0]
    states = re.findall(r'<option value="(\w+)"', choice)
    assert len(states) == 5
    assert [desk.opens(f"{LIST}?status={state}").status_code for state in states] == [200] * 5


def test_a_rejected_donation_is_rejected_everywhere(story: Story, desk: Colleague) -> None:
    page = gives_less(story)
    assert badges(desk.opens(LIST).text) == ["Held for review"]
    assert badges(desk.opens(page).text)[0] == "Held for review"
    assert '"Held for review"' in in_file(desk)
    assert "PLN\N{NO-BREAK SPACE}45.00" in desk.opens("/staff/waiting").text
    desk.sends(f"{page}/reject", {"reason": "not agreed"}, page=f"{page}/reject")
    assert badges(desk.opens(LIST).text) == ["Rejected"]
    assert badges(desk.opens(page).text)[0] == "Rejected"
    assert "Processing, held or rejected" in desk.opens(f"{LIST}?status=processing").text
    assert '"Rejected"' in in_file(desk)


def test_what_went_back_is_marked_beside_the_state(story: Story, desk: Colleague) -> None:
    story.gives("50.00")
    page = f"{LIST}/{story.donations()[0]['reference']}"
    gives_back(desk, story, page, "20")
    assert badges(desk.opens(LIST).text) == ["Received", "Refunded in part"]
    assert badges(desk.opens(page).text)[:2] == ["Received", "Refunded in part"]
    gives_back(desk, story, page, "30", "30.00")
    assert badges(desk.opens(LIST).text) == ["Received", "Refunded"]
    assert '"Received","50.00","' in in_file(desk)


def test_a_supporter_s_page_says_what_went_back(story: Story, desk: Colleague) -> None:
    story.gives("50.00")
    page = f"{LIST}/{story.donations()[0]['reference']}"
    gives_back(desk, story, page, "20")
    link = re.search(r'href="(/staff/supporters/[0-9a-f-]+)"', desk.opens(page).text)
    assert link
    text = desk.opens(link[1]).text
    words = text_of(text)
    assert "PLN\N{NO-BREAK SPACE}50.00 · 1 gift, paid back PLN\N{NO-BREAK SPACE}20.00" in text
    assert "Refunded in part" in words
    assert ("Replaced" in words, "Void" in words) == (True, False)


def test_a_dispute_that_is_over_no_longer_warns(story: Story, desk: Colleague) -> None:
    visitor = story.gives("50.00")
    dispute = story.sandbox.dispute(visitor.payment_id)
    story.settles()
    assert '<span class="badge warn">Disputed' in desk.opens(LIST).text
    story.sandbox.close_dispute(str(dispute["id"]), "won")
    story.settles()
    assert '<span class="badge off">Disputed' in desk.opens(LIST).text


def test_a_name_stands_apart_from_the_reference_beside_it(story: Story, desk: Colleague) -> None:
    story.gives("50.00", name="שלום כהן")
    assert "<bdi>שלום כהן</bdi></a>" in desk.opens(LIST).text
    assert "from <bdi>שלום כהן</bdi>" in desk.opens(f"{LIST}/{story.donations()[0]['reference']}").text


def test_days_written_out_leave_no_period_by_name_chosen(desk: Colleague) -> None:
    for page in (LIST, "/staff/plans/report"):
        text = desk.opens(f"{page}?period=today&day_from=2026-11-01").text
        choice = text.partition("filter-period")[2].partition("</select>")[0]
        assert re.findall(r'<option value="(\w*)" selected', choice) in ([], [""]), page
        assert 'value="2026-11-01"' in text


def test_the_sum_of_a_list_begins_with_what_came(story: Story, desk: Colleague) -> None:
    story.gives("50.00")
    story.visitor().starts("20.00")
    totals = desk.opens(LIST).text.partition('class="totals"')[2].partition("</ul>")[0]
    words = text_of(totals)
    assert "received PLN 50.00 asked for PLN 70.00" in words
