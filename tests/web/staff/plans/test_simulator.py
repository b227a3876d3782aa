"""What a supporter would receive, as a page: by the days and troubles in the address."""

import re

import pytest

from tests.colleague import colleague
from tests.page_text import text_of
from tests.plans import gives_monthly


@pytest.fixture(scope="module")
def page(shared_story):
    """Opens the simulator of a monthly donation."""
    gives_monthly(shared_story, "50.00")
    where = f"/staff/plans/{shared_story.donations()[0]['reference']}/simulate"
    kim = colleague(shared_story.app, "viewer").signs_in()
    return lambda query="": kim.opens(where + query)


def rows(page):
    return [text_of(row) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)[1:]]


def test_as_long_as_the_card_pays_each_collection_brings_its_thanks(page):
    assert [row.replace("\N{NO-BREAK SPACE}", " ") for row in rows(page("?from=2026-11-20&to=2027-01-31").text)] == [
        "10 December 2026 PLN 50.00 is collected.",
        "10 December 2026 Thanks with the receipt",
        "10 January 2027 PLN 50.00 is collected.",
        "10 January 2027 Thanks with the receipt",
    ]


def test_an_expired_card_ends_it_after_three_letters(page):
    found = rows(page("?from=2026-11-20&to=2027-02-28&fails=new_card").text)
    letters = ["first letter", "reminder", "last notice", "Regular gift ended"]
    assert [word for word in letters if any(word in row for row in found)] == letters
    assert "The regular gift ends." in found[-2]


def test_mended_in_time_it_goes_on(page):
    found = rows(page("?from=2026-11-20&to=2027-01-31&fails=retry&mended=2026-12-20").text)
    assert "We try again" in " ".join(found)
    assert "10 January 2027 Thanks with the receipt" in found
    assert "ends" not in " ".join(found)


@pytest.mark.parametrize(
    "query",
    ["?from=tomorrow", "?from=2001-01-01", "?to=2001-01-01", "?to=2199-01-01", "?fails=rain", "?mended=2026-13-01"],
)
def test_what_cannot_be_is_told_beside_its_field(page, query):
    answer = page(query)
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.text


def test_nothing_is_written(shared_story, page):
    letters = len(shared_story.mailbox.letters)
    page("?fails=stop")
    shared_story.drains()
    assert len(shared_story.mailbox.letters) == letters
    assert shared_story.broken_invariants() == []
