"""An administrator arranges the foundation, and the next visitor finds it so."""

import pytest

from tests.colleague import Colleague, colleague
from tests.story import Story
from tests.web.staff.forms import fills_in, trail

ORGANISATION = "/staff/organisation"
CAMPAIGN = {
    "name_pl": "Sto łąk",
    "name_en": "A Hundred Meadows",
    "intro_pl": "Siejemy.",
    "intro_en": "We sow.",
    "fund": "meadows",
    "goal": "20000",
}


def arranges(kim: Colleague) -> None:
    fills_in(kim, ORGANISATION, name_en="Wide Meadows", mission_en="Slow reporting, for everyone.")
    fills_in(kim, f"{ORGANISATION}/look", accent="#204a87")
    fills_in(kim, f"{ORGANISATION}/currencies/PLN", presets="30\n75\n150")
    fills_in(
        kim, f"{ORGANISATION}/texts/privacy/en", text="# Who\nWide Meadows looks after your data.", action="publish"
    )
    fills_in(kim, "/staff/funds/new", name_pl="Fundusz łąk", name_en="Meadow Fund", slug="meadows")
    fills_in(kim, "/staff/campaigns/new", **CAMPAIGN)


def missing(page: str, *words: str) -> list[str]:
    return [word for word in words if word not in page]


@pytest.mark.both_databases
def test_what_an_administrator_arranges_a_visitor_finds(story: Story) -> None:
    visitor = story.visitor()
    visitor.opens_form("?currency=PLN")  # a page of before is kept ready
    arranges(colleague(story.app, "admin").signs_in())

    page = visitor.opens_form("?currency=PLN").text
    assert missing(page, "Wide Meadows", "Slow reporting", "/brand.css?204a87", 'value="75"', "Meadow Fund") == []
    assert missing(visitor.follows("/en/privacy").text, "Wide Meadows looks after your data.") == []
    campaign = visitor.opens_form("?currency=PLN", campaign="a-hundred-meadows").text
    assert missing(campaign, "A Hundred Meadows", "We sow.") == []

    assert visitor.sends("a-hundred-meadows", amount="75").status_code == 303
    visitor.pays()
    story.settles()
    assert missing(story.words_of_valid_receipts(), "Wide Meadows", "Meadow Fund") == []

    wording = "organisation.privacy_text_published"
    assert trail(story.app, "organisation") == [*["organisation.changed"] * 3, wording]
    assert trail(story.app, "fund") + trail(story.app, "campaign") == ["fund.added", "campaign.added"]
