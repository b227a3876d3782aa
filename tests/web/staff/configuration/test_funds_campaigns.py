"""Campaigns as staff arrange them, and what becomes of their pages."""

import re

import pytest

from donations.funds.queries import campaign_by_slug
from tests.colleague import colleague
from tests.story import Story
from tests.web.staff.forms import fills_in, form_on, last_change, trail, wrong_fields

LIST = "/staff/campaigns"
NEW = f"{LIST}/new"
TREES = {
    "name_pl": "Drzewa w mieście",
    "name_en": "Town Trees",
    "intro_pl": "Sto lip.",
    "intro_en": "A hundred lime trees.",
    "fund": "mission",
    "goal": "10000",
    "goal_currency": "PLN",
    "starts_on": "2026-11-10",
    "ends_on": "2026-11-30",
}


@pytest.fixture
def kim(hires):
    return hires("admin").signs_in()


@pytest.fixture(scope="module")
def asks(quiet):
    """Somebody whose forms are all refused: one for the whole module."""
    return colleague(quiet.app, "admin").signs_in()


def page_of(app, slug="rivers"):
    with app.app_context():
        return f"{LIST}/{campaign_by_slug(slug).id}"


def test_a_new_campaign_has_a_page_on_its_days(story: Story, kim) -> None:
    assert fills_in(kim, NEW, **TREES).status_code == 303
    page = story.visitor().opens_form(campaign="town-trees")
    assert page.status_code == 200
    assert "A hundred lime trees." in page.text
    assert 'name="fund" value="mission"' in page.text
    listed = kim.opens(LIST).text
    assert "PLN\N{NO-BREAK SPACE}10,000.00" in listed
    assert "10 November 2026 – 30 November 2026" in listed
    assert trail(story.app, "campaign") == ["campaign.added"]
    story.waits(days=21)
    over = story.visitor().opens_form(campaign="town-trees")
    assert over.status_code == 404
    assert "You can still give to the foundation" in over.text
    assert "Over" in hires_again(kim).opens(LIST).text


def hires_again(kim):
    """Signed in anew: three weeks have passed."""
    kim.client = kim.new_browser()
    return kim.signs_in()


def test_a_page_kept_ready_ends_at_midnight_where_the_foundation_is(story: Story, kim) -> None:
    fills_in(kim, NEW, **{**TREES, "ends_on": "2026-11-10"})
    assert story.visitor().opens_form(campaign="town-trees").status_code == 200
    story.waits(hours=11, minutes=59)  # 23:59 in Warsaw, 22:59 in UTC
    assert story.visitor().opens_form(campaign="town-trees").status_code == 200
    story.waits(minutes=2)
    assert story.visitor().opens_form(campaign="town-trees").status_code == 404


def test_a_campaign_that_has_not_begun_says_so(story: Story, kim) -> None:
    fills_in(kim, NEW, **{**TREES, "starts_on": "2026-11-11"})
    answer = story.visitor().opens_form(campaign="town-trees")
    assert (answer.status_code, "has not begun yet" in answer.text) == (404, True)
    assert "Not begun" in kim.opens(LIST).text


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"slug": "rivers"}, "slug"),
        ({"intro_pl": ""}, "intro_pl"),
        ({"fund": "nothing"}, "fund"),
        ({"goal": "0"}, "goal"),
        ({"goal": "much"}, "goal"),
        ({"goal_currency": "ZZZ"}, "goal_currency"),
        ({"starts_on": "2026-13-01"}, "starts_on"),
        ({"starts_on": "soon"}, "starts_on"),
        ({"ends_on": "2026-11-09"}, "ends_on"),
        ({"ends_on": "9999-99-99"}, "ends_on"),
    ],
)
def test_a_campaign_that_cannot_be_is_told_at_its_field(quiet, asks, given, wrong) -> None:
    with quiet.untouched():
        answer = fills_in(asks, NEW, **{**TREES, **given})
    assert (answer.status_code, wrong_fields(answer.text)) == (422, {wrong})
    assert form_on(answer.text)["name_pl"] == "Drzewa w mieście"


@pytest.mark.both_databases
def test_only_what_is_otherwise_is_in_the_trail(app, kim) -> None:
    fills_in(kim, page_of(app), goal="5000", goal_currency="EUR", intro_en="A year by the water.")
    shown = last_change(app, "campaign")
    assert set(shown) == {"goal", "intro"}
    assert shown["goal"] == ("", "5000.00 EUR")
    assert "A year by the water." in app.test_client().get("/en/give/rivers").text
    fills_in(kim, page_of(app))
    assert trail(app, "campaign") == ["campaign.changed"]


def test_a_closed_campaign_leads_on_and_opens_again(story: Story, kim) -> None:
    page = page_of(story.app)
    story.visitor().opens_form(campaign="rivers")
    kim.sends(f"{page}/close", page=page)
    answer = story.visitor().opens_form(campaign="rivers")
    assert answer.status_code == 404
    assert 'href="/en/give"' in answer.text
    kim.sends(f"{page}/reopen", page=page)
    assert story.visitor().opens_form(campaign="rivers").status_code == 200
    assert trail(story.app, "campaign") == ["campaign.closed", "campaign.reopened"]


@pytest.mark.both_databases
def test_a_donation_begun_before_the_end_finds_its_form_again(story: Story, kim) -> None:
    visitor = story.visitor()
    visitor.opens_form("?currency=PLN", campaign="rivers")
    assert visitor.sends("rivers", amount="50").status_code == 303
    fills_in(kim, page_of(story.app), ends_on="2026-11-09")
    back = visitor.returns_to_form()
    assert back.status_code == 200
    assert visitor.form["email"] == "kim@example.org"


def test_one_with_donations_is_never_deleted(story: Story, kim) -> None:
    visitor = story.visitor()
    visitor.opens_form("?currency=PLN", campaign="rivers")
    visitor.sends("rivers", amount="50")
    page = page_of(story.app)
    assert "/delete" not in kim.opens(page).text
    kim.sends(f"{page}/delete", page=page)
    assert "it can be closed, not deleted" in kim.opens(LIST).text
    visitor.pays()
    story.settles()
    row = re.search(r"<tr>(?:(?!</tr>).)*Rivers of Poland.*?</tr>", kim.opens(LIST).text, re.DOTALL)
    assert row
    assert "PLN\N{NO-BREAK SPACE}50.00" in row[0]


def test_one_without_donations_is_deleted(app, kim) -> None:
    page = page_of(app)
    assert "Delete the campaign" in kim.opens(page).text
    kim.sends(f"{page}/delete", page=page)
    assert "There is no campaign yet." in kim.opens(LIST).text
    assert trail(app, "campaign") == ["campaign.deleted"]


def test_a_campaign_that_is_not_there_is_not_found(asks) -> None:
    assert asks.opens(f"{LIST}/01a1c51d-650f-76a5-bdcb-4417e6883143").status_code == 404
