"""Funds as staff arrange them: what a visitor may choose follows at once, what was given stays."""

import re

import pytest
from sqlalchemy import event

from donations.core.database import db, transaction
from donations.funds.edit_campaigns import close_campaign
from donations.funds.queries import all_funds, fund_by_slug
from tests.colleague import colleague
from tests.page_text import text_of
from tests.story import Story
from tests.web.staff.forms import fills_in, form_on, last_change, trail, wrong_fields

LIST = "/staff/funds"
NEW = f"{LIST}/new"
TREES = {"name_pl": "Drzewa", "name_en": "Town Trees"}


@pytest.fixture
def kim(hires):
    return hires("admin").signs_in()


@pytest.fixture(scope="module")
def asks(quiet):
    """Somebody whose forms are all refused: one for the whole module."""
    return colleague(quiet.app, "admin").signs_in()


def page_of(app, slug):
    with app.app_context():
        return f"{LIST}/{fund_by_slug(slug).id}"


def order(app):
    with app.app_context():
        return [fund.slug for fund in all_funds()]


def test_a_new_fund_is_offered_last(app, kim) -> None:
    app.test_client().get("/en/give")
    assert fills_in(kim, NEW, **TREES).status_code == 303
    assert order(app) == ["mission", "reporting", "town-trees"]
    assert '<option value="town-trees">Town Trees</option>' in app.test_client().get("/en/give").text
    assert trail(app, "fund") == ["fund.added"]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"slug": "mission"}, {"slug"}),
        ({"slug": "Trees!"}, {"slug"}),
        ({"slug": "x" * 61}, {"slug"}),
        ({"name_en": "…"}, {"slug"}),
        ({"name_pl": ""}, {"name_pl"}),
        ({"name_en": "x" * 121}, {"name_en"}),
    ],
)
def test_a_fund_that_cannot_be_is_told_at_its_field(quiet, asks, given, wrong) -> None:
    with quiet.untouched():
        answer = fills_in(asks, NEW, **{**TREES, **given})
    assert (answer.status_code, wrong_fields(answer.text) & wrong) == (422, wrong)
    assert form_on(answer.text)["name_pl"] == given.get("name_pl", "Drzewa")


def test_a_name_with_markup_is_shown_as_it_is(app, kim) -> None:
    fills_in(kim, page_of(app, "mission"), name_en="<b>Aim</b>")
    assert "&lt;b&gt;Aim&lt;/b&gt;" in kim.opens(LIST).text
    assert "&lt;b&gt;Aim&lt;/b&gt;" in app.test_client().get("/en/give").text
    before, after = last_change(app, "fund")["name"]
    assert (before["en"], after["en"]) == ("Mission Fund", "<b>Aim</b>")


def test_the_order_is_that_of_the_form(app, kim) -> None:
    kim.sends(f"{page_of(app, 'reporting')}/move", {"direction": "up"}, page=LIST)
    assert order(app) == ["reporting", "mission"]
    page = app.test_client().get("/en/give").text
    assert page.index('value="reporting"') < page.index('value="mission"')
    kim.sends(f"{page_of(app, 'reporting')}/move", {"direction": "up"}, page=LIST)
    assert trail(app, "fund") == ["fund.moved"]
    assert kim.sends(f"{page_of(app, 'reporting')}/move", {"direction": "left"}, page=LIST).status_code == 400


def test_a_closed_fund_leaves_the_form_and_comes_back(app, kim) -> None:
    page = page_of(app, "mission")
    kim.sends(f"{page}/close", page=page)
    assert 'value="mission"' not in app.test_client().get("/en/give?fund=mission").text.replace('type="hidden"', "")
    assert "Open the fund again" in kim.opens(page).text
    kim.sends(f"{page}/reopen", page=page)
    assert 'value="mission"' in app.test_client().get("/en/give").text
    assert trail(app, "fund") == ["fund.closed", "fund.reopened"]


def test_the_last_open_fund_and_one_a_campaign_asks_for_stay_open(app, kim) -> None:
    mission, reporting = page_of(app, "mission"), page_of(app, "reporting")
    kim.sends(f"{reporting}/close", page=reporting)
    assert "close the campaign first" in kim.opens(reporting).text
    with app.app_context(), transaction():
        close_campaign("rivers")
    kim.sends(f"{reporting}/close", page=reporting)
    kim.sends(f"{mission}/close", page=mission)
    assert "only open fund" in kim.opens(mission).text
    assert trail(app, "fund") == ["fund.closed"]


def test_a_link_to_a_closed_fund_still_leads_to_a_form(story: Story, kim) -> None:
    page = page_of(story.app, "mission")
    kim.sends(f"{page}/close", page=page)
    visitor = story.visitor()
    assert visitor.opens_form("?fund=mission").status_code == 200
    assert visitor.sends(amount="50", currency="PLN").status_code == 303


def test_a_form_opened_before_the_fund_was_closed_is_asked_again(story: Story, kim) -> None:
    kim.opens(LIST)
    fills_in(kim, NEW, **TREES)
    visitor = story.visitor()
    visitor.opens_form("?currency=PLN")
    page = page_of(story.app, "town-trees")
    kim.sends(f"{page}/close", page=page)
    answer = visitor.sends(fund="town-trees", amount="50")
    assert answer.status_code == 422
    assert "choose one of the funds" in answer.text


def test_one_with_donations_is_never_deleted(story: Story, kim) -> None:
    story.gives(fund="mission")
    fills_in(kim, NEW, **TREES)
    mission, trees = page_of(story.app, "mission"), page_of(story.app, "town-trees")
    assert "/delete" not in kim.opens(mission).text
    kim.sends(f"{mission}/delete", page=mission)
    assert "it can be closed, not deleted" in kim.opens(LIST).text
    assert "Delete the fund" in kim.opens(trees).text
    kim.sends(f"{trees}/delete", page=trees)
    assert order(story.app) == ["mission", "reporting"]
    assert trail(story.app, "fund") == ["fund.added", "fund.deleted"]


@pytest.mark.both_databases
def test_the_list_shows_what_each_has_received_and_leads_to_it(story: Story, kim) -> None:
    story.gives("25.00")
    story.gives("30.00", email="ola@example.org")
    story.gives("10.00", currency="EUR", email="jan@example.org")
    row = re.search(r"<tr>(?:(?!</tr>).)*Mission Fund.*?</tr>", kim.opens(LIST).text, re.DOTALL)
    assert row
    words = text_of(row[0])
    assert "2 gifts 1 gift" in words
    assert "PLN 55.00 €10.00" in words
    link = re.search(r'href="(/staff/donations[^"]+PLN[^"]*)"', row[0])
    assert link
    listed = kim.opens(link[1].replace("&amp;", "&")).text
    assert "PLN\N{NO-BREAK SPACE}55.00" in listed


def test_however_many_there_are_the_database_is_asked_little(app, kim) -> None:
    for number in range(10):
        fills_in(kim, NEW, name_pl=f"F {number}", name_en=f"F {number}")
    requested = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *given: requested.append(given[2]))
    for page in (LIST, page_of(app, "f-1"), "/staff/campaigns", "/staff/campaigns/new", "/staff/organisation/look"):
        requested.clear()
        assert kim.opens(page).status_code == 200
        assert len(requested) <= 12, (page, requested)


@pytest.mark.parametrize("path", ["/01a1c51d-650f-76a5-bdcb-4417e6883143", "/1", "/nothing"])
def test_a_fund_that_is_not_there_is_not_found(asks, path) -> None:
    assert asks.opens(LIST + path).status_code == 404
