"""The thank-you page shows what was written, as it was written, to whoever holds its link and to nobody else."""

from email.message import EmailMessage
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from pypdf import PdfReader

from donations.core.database import session
from donations.giving.models import Donation
from donations.organisation.links import RECEIPT, RETURN, THANKS
from tests.flows.desk import Desk
from tests.html_form import read_form
from tests.story import Story, Visitor

HOSTILE = "<b>Kim</b> {{7*7}} {%x%} #set $x$ @a \\ & \"q\" 'z' Łódź-Żółć"
MESSAGE = "<script>alert(1)</script>\n{{ config }}\n${7*7}"


@pytest.fixture
def hostile(story: Story) -> Visitor:
    return story.gives("50.00", name=HOSTILE, message=MESSAGE)


def page_after(story: Story, visitor: Visitor):
    address = story.sandbox.find(visitor.session_id)["success_url"]
    return visitor.client.get(urlsplit(address).path)


def test_markup_in_a_name_is_shown_literally_on_page_receipt_letter_and_pdf(story: Story, hostile: Visitor) -> None:
    thanks = page_after(story, hostile).text
    receipt = hostile.client.get(receipt_path(thanks)).text
    [letter] = story.mailbox.letters
    html = body(letter, "html")
    assert [HOSTILE in text_of(page) for page in (thanks, receipt, html)] == [True] * 3
    assert HOSTILE in body(letter, "plain")
    assert squeezed(HOSTILE) in squeezed(text_of_pdf(letter))


def test_markup_in_a_message_is_shown_literally(story: Story, hostile: Visitor) -> None:
    assert MESSAGE in text_of(page_after(story, hostile).text)


def test_a_donation_with_a_hostile_name_keeps_all_invariants(story: Story, hostile: Visitor) -> None:
    assert story.broken_invariants() == []


def test_of_a_donation_that_went_back_no_receipt_is_promised_and_no_other_donation_is_asked_for(story: Story) -> None:
    visitor, desk = story.gives("50.00"), Desk(story)
    desk.asks_back(2000)
    story.settles()
    assert visitor.sees() == "received"
    desk.asks_back(3000)
    story.settles()
    assert visitor.sees() == "gone"
    page = visitor.reads_thanks().text
    for promise in ("receipt. It will come", "has reached us", "frequency=monthly"):
        assert promise not in page


def test_direction_marks_do_not_reach_the_books(story: Story) -> None:
    story.gives("50.00", name="Kim \u202eEve\u202c\u200f", email="kim@\u200eexample.org")
    with story.inside():
        row = session.query(Donation).one()
        assert (row.donor_name, row.donor_email) == ("Kim Eve", "kim@example.org")


@pytest.mark.both_databases
def test_a_link_opens_one_thing_only(story: Story) -> None:
    visitor = story.gives("50.00")
    with story.inside():
        donation_id = session.query(Donation.id).scalar()
    links = story.app.extensions["services"].links
    token = links.thanks(donation_id, "en").rsplit("/", 1)[1]
    opened = {
        path: visitor.client.get(f"{path}/{token}").status_code for path in ("/thanks", "/receipts", "/give/return")
    }
    assert opened == {"/thanks": 200, "/receipts": 404, "/give/return": 404}


@pytest.mark.parametrize("purpose", [THANKS, RETURN, RECEIPT])
@pytest.mark.parametrize("kind", ["empty", "short", "long", "flipped", "unknown id", "ł", "%00", "dots", "padding"])
def test_a_broken_link_is_a_clear_page(story_links, purpose: str, kind: str) -> None:
    browser, good = story_links(purpose)
    broken = {
        "empty": "",
        "short": good[:-1],
        "long": good + "A",
        "flipped": ("B" if good[0] == "A" else "A") + good[1:],
        "unknown id": good,
        "ł": "ł" * 43,
        "%00": "%00" * 43,
        "dots": "..%2f" * 8,
        "padding": good + "=",
    }[kind]
    folder = {THANKS: "/thanks", RETURN: "/give/return", RECEIPT: "/receipts"}[purpose]
    answer = browser.get(f"{folder}/{broken}")
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


@pytest.fixture
def story_links(quiet):
    """A browser, and well-signed tokens for things that are not there."""
    links = quiet.app.extensions["services"].links
    made = {THANKS: links.thanks, RETURN: links.back_to_form, RECEIPT: links.receipt}
    return lambda purpose: (quiet.browser(), made[purpose](uuid4(), "en").rsplit("/", 1)[1])


def test_the_state_is_told_without_a_name(story: Story) -> None:
    visitor = story.gives("50.00")
    address = urlsplit(story.sandbox.find(visitor.session_id)["success_url"]).path
    answer = visitor.client.get(f"{address}/status?known=<b>&known=x")
    assert answer.json == {"state": "received", "changed": True}


def receipt_path(page: str) -> str:
    links = (part.partition('"')[0] for part in page.split('href="'))
    return next(urlsplit(link).path for link in links if "/receipts/" in link and not link.endswith("/check"))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def handle_data(self, data: str) -> None:
        self.read.append(data)


def text_of(page: str) -> str:
    """What a person reads: markup that was taken for markup is not in it."""
    words = _Words()
    words.feed(page)
    return "".join(words.read)


def body(letter: EmailMessage, kind: str) -> str:
    found = letter.get_body((kind,))
    assert found
    return str(found.get_content())


def squeezed(text: str) -> str:
    return "".join(text.split())


def text_of_pdf(letter) -> str:
    [attached] = letter.iter_attachments()
    return "".join(page.extract_text() for page in PdfReader(BytesIO(attached.get_content())).pages)


def test_after_a_single_donation_the_page_asks_once_whether_it_may_come_every_month(story: Story) -> None:
    visitor = story.visitor()
    visitor.opens_form("?currency=PLN&placement=rivers-in-may")
    visitor.sends(amount=None, amount_other="52.50", cover_costs="y")
    visitor.pays()
    story.settles()
    page = visitor.reads_thanks().text
    link = "/en/give?frequency=monthly&amp;amount=52.50&amp;currency=PLN&amp;fund=mission&amp;placement=rivers-in-may"
    assert page.count(link) == 1
    form = read_form(visitor.follows(link.replace("&amp;", "&")).text).values
    assert (form["amount_other"], form["frequency"], form["placement"]) == ("52.50", "monthly", "rivers-in-may")


def test_a_visit_is_asked_once_and_the_next_day_nobody_is(story: Story) -> None:
    visitor = story.gives("50.00")
    visitor.reads_thanks()
    first = visitor.thanks_link()
    assert "frequency=monthly" in visitor.follows(first).text, "the page stays as it was when it is opened again"
    visitor.starts("20.00")
    visitor.pays()
    story.settles()
    assert "frequency=monthly" not in visitor.reads_thanks().text
    story.waits(hours=25)
    assert "frequency=monthly" not in visitor.follows(first).text


def test_whoever_gives_every_month_is_told_when_it_comes_again_and_not_asked(story: Story) -> None:
    visitor = story.gives("50.00", frequency="monthly")
    assert "will be collected on 10 December 2026" in visitor.reads_thanks().text.replace("\N{NO-BREAK SPACE}", " ")
    assert "frequency=monthly" not in story.gives("70.00").reads_thanks().text


def test_a_donation_that_is_not_here_yet_is_not_asked_to_come_again(story: Story) -> None:
    assert "frequency=monthly" not in story.gives("50.00", outcome="settles_later").reads_thanks().text
