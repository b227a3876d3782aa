"""The summary of any span of days, on the page and as a document."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from donations.core.database import session
from donations.reporting.summary.print_summary import GivingSummary
from tests.giver import Giver, gives, words
from tests.html_form import read_form
from tests.story import Story

YEAR = "first=2026-01-01&last=2026-12-31"


def after_donations(story: Story) -> Giver:
    """Signed in, after two of their own, one partly returned, and one of somebody else."""
    gives(story, amount="50.00")
    story.sandbox.refund(story.payment_id(), 2000)
    story.settles()
    gives(story, amount="20.00", currency="EUR")
    gives(story, "lee@example.org", "99.00", name="Lee")
    return Giver(story).signs_in()


@pytest.fixture
def kim(story: Story) -> Giver:
    return after_donations(story)


@pytest.fixture(scope="module")
def reader(shared_story: Story) -> Giver:
    """Who has nothing made."""
    return after_donations(shared_story)


def makes(kim, query=YEAR):
    form = read_form(kim.opens(f"/my/summary?{query}").text).values
    return kim.client.post("/en/my/summary", data=form)


def test_it_adds_up_each_currency_and_names_each_receipt(reader):
    page = words(reader.opens(f"/my/summary?{YEAR}"))
    assert "1 €20.00 – €20.00" in page
    assert "1 PLN 50.00 PLN 20.00 PLN 30.00" in page
    assert "SANDBOX-D/2026/00000" in page
    assert "99" not in page


def test_this_year_is_shown_when_nothing_is_asked(reader):
    assert "from 1 January 2026 to 31 December 2026" in words(reader.opens("/my/summary"))


def test_days_are_counted_where_the_organisation_is(story, clock):
    clock.move_to(datetime.fromisoformat("2026-12-31T22:30:00+00:00"))
    story.gives("10.00")
    clock.move_to(datetime.fromisoformat("2026-12-31T23:30:00+00:00"))
    story.gives("11.00")
    kim = Giver(story).signs_in()
    assert "PLN 10.00" in (old := words(kim.opens(f"/my/summary?{YEAR}")))
    assert "PLN 11.00" not in old
    assert "PLN 11.00" in words(kim.opens("/my/summary?first=2027-01-01&last=2027-01-01"))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-12-31", "2026-01-01"),
        ("yesterday", "2026-01-01"),
        ("2026-02-30", "2026-03-01"),
        ("0001-01-01", "9999-12-31"),
        ("x" * 9000, "\x00"),
        ("\u0662\u0660\u0662\u0666-01-01", "2026-01-01"),
    ],
)
def test_days_nobody_can_read_are_told_and_never_our_fault(reader, first, last):
    answer = reader.client.get("/en/my/summary", query_string={"first": first, "last": last})
    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
    posted = reader.sends("/my/summary", {"first": first, "last": last})
    assert posted.location == "/en/my/summary"


def test_the_document_is_printed_by_the_worker_and_handed_to_its_owner(kim):
    address = makes(kim).location
    assert "being made" in kim.client.get(address).text
    assert kim.client.get(f"{address}/status").json == {"state": "waiting"}
    assert kim.client.get(f"{address}.pdf").status_code == 404
    kim.story.drains()
    assert "Download as PDF" in kim.client.get(address).text
    assert kim.client.get(f"{address}/status").json == {"state": "ready"}
    answer = kim.client.get(f"{address}.pdf")
    document = PdfReader(BytesIO(answer.data))
    root: Any = document.trailer["/Root"]
    text = " ".join(page.extract_text() for page in document.pages).replace("\N{NO-BREAK SPACE}", " ")
    assert "Summary of gifts" in text
    assert "NOT A RECEIPT" in text
    assert "Kim Nowak" in text
    assert "PLN 30.00" in text
    assert root["/MarkInfo"]["/Marked"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.both_databases
def test_asked_for_twice_it_is_made_once(kim):
    assert makes(kim).location == makes(kim).location
    kim.story.gives("5.00")
    assert len({makes(kim).location for _ in range(2)}) == 1
    with kim.story.inside():
        assert len(session.scalars(select(GivingSummary.id)).all()) == 2


def test_it_is_kept_for_a_day(kim):
    first = makes(kim).location
    kim.story.drains()
    kim.story.waits(hours=25)
    kim.signs_in()
    makes(kim)
    assert kim.client.get(first).status_code == 404


def test_nobody_keeps_the_worker_busy_for_ever(kim):
    answers = [makes(kim, f"first=2026-01-01&last=2026-11-{day:02}").status_code for day in (10, 11, 12)]
    assert answers == [303] * 3
    with kim.story.inside():
        days = [kim.sends("/my/summary", {"first": "2026-01-01", "last": f"2026-12-{day:02}"}) for day in range(1, 32)]
    assert [answer.status_code for answer in days] == [303] * 27 + [422] * 4
