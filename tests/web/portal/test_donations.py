"""A supporter's donations: each with its state and papers, page by page, and a letter once more to their own
address.
"""

import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from donations.core.database import session
from donations.giving.models import Donation
from donations.mail.models import Letter
from donations.web.portal import donations as listing
from tests.giver import Giver, gives
from tests.story import Story


@pytest.fixture
def kim(story: Story) -> Giver:
    return gives(story, amount="50.00").signs_in()


@pytest.fixture(scope="module")
def reader(shared_story: Story) -> Giver:
    """Who only looks."""
    return gives(shared_story, amount="50.00").signs_in()


def amounts(page):
    return re.findall(r'class="sum[^"]*">(?:PLN|€)?\s*([\d.]+)', page.text.replace("\N{NO-BREAK SPACE}", " "))


def reference(kim):
    with kim.story.inside():
        return session.scalars(select(Donation.reference)).one()


def test_a_donation_stands_with_its_amount_day_fund_and_receipt(reader):
    page = reader.opens("/my/gifts").text
    assert "10 November 2026" in page
    assert "Mission Fund" in page
    path = re.search(r'href="http://[^/]+(/en/receipts/[^"]+\.pdf)"', page)
    assert path
    assert reader.client.get(path[1]).data[:5] == b"%PDF-"


def test_what_went_back_is_told(kim):
    kim.story.sandbox.refund(kim.story.payment_id(), 2000)
    kim.story.settles()
    assert "PLN 20.00 of it was returned" in kim.opens("/my/gifts").text.replace("\N{NO-BREAK SPACE}", " ")
    kim.story.sandbox.refund(kim.story.payment_id(), 3000)
    kim.story.settles()
    page = kim.opens("/my/gifts").text
    assert 'class="state gone"' in page
    assert "/receipts/" not in page.partition('<main id="content">')[2].partition("</main>")[0]


def test_a_donation_still_on_its_way_stands_there_too(kim):
    kim.story.gives("30.00", outcome="settles_later")
    page = kim.opens("/my/gifts")
    assert amounts(page) == ["30.00", "50.00"]
    assert "On its way" in page.text


def test_what_was_never_paid_does_not(kim):
    kim.story.gives("30.00", outcome="abandon")
    kim.story.gives("31.00", outcome="declined")
    assert amounts(kim.opens("/my/gifts")) == ["50.00"]


@pytest.mark.both_databases
def test_pages_follow_each_other_and_lead_back(story, monkeypatch):
    monkeypatch.setattr(listing, "ROWS", 2)
    for number in range(5):
        story.gives(f"{10 + number}.00")
        story.waits(hours=1)
    kim = Giver(story).signs_in()
    pages = [kim.opens("/my/gifts")]
    while address := beside("after", pages[-1]):
        pages.append(kim.client.get(address))
    assert [amounts(page) for page in pages] == [["14.00", "13.00"], ["12.00", "11.00"], ["10.00"]]
    middle = kim.client.get(beside("before", pages[2]))
    assert amounts(middle) == ["12.00", "11.00"]
    first = kim.client.get(beside("before", middle))
    assert amounts(first) == ["14.00", "13.00"]
    assert beside("before", first) == ""


def beside(name: str, page: TestResponse) -> str:
    """Where the page leads to; the links to other languages repeat its own address."""
    found = re.search(rf'href="([^"]*{name}=[^"]+)"', page.text.partition("<main")[2])
    return found[1] if found else ""


@pytest.mark.parametrize("nonsense", ["x", "%00", "ł" * 50, "0000-0000", "' OR 1=1 --", "A" * 5000])
def test_nonsense_in_the_address_is_answered(reader, nonsense):
    for name in ("after", "before"):
        assert reader.client.get("/en/my/gifts", query_string={name: nonsense}).status_code == 404


def test_the_letter_comes_again_with_its_receipt(kim):
    before = len(kim.story.mailbox.letters)
    answer = kim.sends(f"/my/gifts/{reference(kim)}/letter")
    assert "on its way to you" in kim.client.get(answer.location).text
    kim.story.drains()
    assert len(kim.story.mailbox.letters) == before + 1
    letter = kim.story.mailbox.letters[-1]
    assert kim.email in str(letter["To"])
    assert [part.get_content_type() for part in letter.iter_attachments()] == ["application/pdf"]
    assert kim.story.broken_invariants() == []


@pytest.mark.both_databases
def test_three_times_a_day_and_no_more(kim):
    answers = [kim.sends(f"/my/gifts/{reference(kim)}/letter").status_code for _ in range(4)]
    assert answers == [303] * 3 + [422]
    with kim.story.inside():
        assert len(session.scalars(select(Letter.id).where(Letter.asked_by == kim.id)).all()) == 3


def test_without_a_receipt_there_is_no_letter_to_send(kim):
    kim.story.sandbox.refund(kim.story.payment_id(), 5000)
    kim.story.settles()
    assert kim.sends(f"/my/gifts/{reference(kim)}/letter").status_code == 422


def test_the_home_page_adds_up_each_year_and_currency(kim):
    kim.story.gives("20.00", "EUR")
    kim.story.sandbox.refund(kim.story.sandbox.all("payment_intent")[0]["id"], 1000)
    kim.story.settles()
    kim.story.clock.move_to(kim.story.in_an_hour().replace(year=2027))
    kim.signs_in()
    kim.story.gives("7.00")
    page = re.sub(r"\s+", " ", kim.opens().text)
    rows = re.findall(r'>(\d{4})</a> </th> <td>(\d+)</td> <td class="money"> ((?:PLN )?\S+)', page)
    assert rows == [("2027", "1", "PLN 7.00"), ("2026", "1", "€20.00"), ("2026", "1", "PLN 50.00")]
    assert "PLN 10.00 of it was returned" in page
