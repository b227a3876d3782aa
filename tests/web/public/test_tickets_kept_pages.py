"""A kept page is the same page, but for what belongs to one visitor."""

import re

import pytest

from donations.core.database import transaction
from donations.funds.edit_funds import add_fund, close_fund
from tests.html_form import read_form
from tests.story import Story


def test_two_visitors_get_the_same_page_with_tickets_and_tokens_of_their_own(story: Story) -> None:
    first, second = (story.visitor().opens_form("?amount=50&currency=PLN").text for _ in range(2))
    forms = [read_form(page).values for page in (first, second)]

    assert forms[0]["ticket"] != forms[1]["ticket"]
    assert forms[0]["csrf_token"] != forms[1]["csrf_token"]
    assert "\0" not in first + second
    own = [re.escape(form[name]) for form in forms for name in ("ticket", "csrf_token")]
    assert re.sub("|".join(own), "", first) == re.sub("|".join(own), "", second)


def test_both_visitors_can_send_theirs(story: Story) -> None:
    visitors = [story.visitor(), story.visitor()]
    for visitor in visitors:
        visitor.opens_form()
    answers = [each.sends(email=f"{n}@example.org", amount="20") for n, each in enumerate(visitors)]

    assert [answer.status_code for answer in answers] == [303, 303]


def test_language_and_address_are_told_apart(story: Story) -> None:
    client = story.app.test_client()
    pages = {path: client.get(path).text for path in ("/pl/give", "/en/give", "/en/give?amount=10", "/en/give/rivers")}

    assert len({re.sub(r'value="[^"]{30,}"', "", page) for page in pages.values()}) == 4
    unprefixed = client.get("/give", headers={"Accept-Language": "pl"}).text
    assert 'href="/privacy"' in unprefixed
    assert 'href="/pl/privacy"' in pages["/pl/give"]


@pytest.mark.both_databases
def test_a_changed_fund_shows_at_once(story: Story) -> None:
    story.visitor().opens_form()
    with story.inside(), transaction():
        add_fund("meadows", {"pl": "Fundusz łąk", "en": "Meadow Fund"})
    assert "Meadow Fund" in story.visitor().opens_form().text
    with story.inside(), transaction():
        close_fund("meadows")
    assert "Meadow Fund" not in story.visitor().opens_form().text
