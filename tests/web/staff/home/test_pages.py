"""The first page: each figure opens the very donations it counts, and a new foundation is told what to do."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest

from donations.core.database import session, transaction
from donations.giving.models import Donation
from donations.organisation.queries import the_organisation
from donations.search.read_query import Choices, read_query
from donations.search.totals import quick_totals
from tests.colleague import colleague
from tests.crowd import seed
from tests.operations import counted_questions

HOME = "/staff"


class Link(NamedTuple):
    """A figure as it stands on the page, and where it leads."""

    url: str
    text: str


class _Reader(HTMLParser):
    """Every link with its words, and the words right behind it."""

    def __init__(self):
        super().__init__()
        self.links, self.open = [], None

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.open = [dict(attrs)["href"], ""]

    def handle_endtag(self, tag):
        if tag == "a" and self.open:
            self.links.append(Link(*self.open))
            self.open = None

    def handle_data(self, data):
        if self.open:
            self.open[1] += data


def figures(page):
    """All links of a page to lists cut out by days."""
    reader = _Reader()
    reader.feed(page)
    return [Link(link.url, link.text.strip()) for link in reader.links if "day_from=" in link.url]


@pytest.fixture(scope="module")
def desk(shared_story):
    with shared_story.inside():
        seed(shared_story.app, 400)
        session.remove()
    return colleague(shared_story.app).signs_in()


def list_of(shared_story, url):
    """What the list behind a link finds: number of donations, and the sum in words."""
    given = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    with shared_story.inside():
        choices = Choices((), (), the_organisation().zone)
        query = read_query(given, choices)
        assert query.problems == {}
        totals = quick_totals(query.filter, choices.zone)
        assert totals
        (found,) = totals.sums or (None,)
        session.remove()
        return (found.donations, found.received.format("en")) if found else (0, None)


def test_each_figure_opens_rows_of_the_same_sum(shared_story, desk):
    pages = [figures(desk.opens(f"{HOME}?currency={currency}").text) for currency in ("PLN", "EUR", "USD", "GBP")]
    assert min(map(len, pages)) > 26
    for link in set().union(*pages):
        donations, amount = list_of(shared_story, link.url)
        assert link.text == amount or (donations == 0 and re.fullmatch(r"\D*0\.00\D*", link.text)), link


def test_each_number_of_donations_is_that_of_the_rows_behind_it(shared_story, desk):
    page = desk.opens(HOME).text
    counted = re.findall(r'<a href="([^"]+)">[^<]+</a>\s*<span class="aside">([\d,]+) gifts?', page)
    assert counted
    for url, number in counted:
        assert int(number.replace(",", "")) == list_of(shared_story, unescape(url))[0]


def test_the_list_shows_the_same_number_and_sum(desk):
    page = desk.opens(HOME).text
    url, amount, number = re.findall(r'<a href="([^"]+)">([^<]+)</a>\s*<span class="aside">([\d,]+) gifts', page)[-1]
    listed = desk.opens(unescape(url)).text
    assert f"{number} donations" in listed
    assert amount in listed


def test_the_page_asks_at_most_twelve_questions(shared_story, desk):
    desk.opens(HOME)
    with counted_questions(shared_story) as requested:
        assert desk.opens(HOME).status_code == 200
    assert len(requested) <= 12, "\n".join(requested)


def test_figures_come_from_the_figures_of_days(shared_story, desk):
    with counted_questions(shared_story) as requested:
        desk.opens(HOME)
    of_many = [question for question in requested if "held_review" not in question]  # those rejected are few
    summed = [question for question in of_many if "sum(" in question.lower()]
    of_donations = [
        question for question in summed if "recurring_plan" not in question
    ]  # plans are a hundredth of donations
    assert ["day_figure" in question for question in of_donations] == [True]


def test_an_unknown_currency_shows_the_first(desk):
    for change_request in ("ABC", "", "%", "pln", "\x00", "x" * 5000):
        answer = desk.client.get(HOME, query_string={"currency": change_request})
        assert answer.status_code == 200
        assert "month by month, PLN" in answer.text


def test_last_donations_lead_to_their_pages(desk):
    page = desk.opens(HOME).text
    donations = re.findall(r'href="(/(?:en/)?staff/donations/[0-9A-Z]{4}-[0-9A-Z]{4})"', page)
    assert len(donations) == 10
    assert desk.opens(donations[0]).status_code == 200


def test_what_waits_is_counted_and_leads_there(shared_story, desk):
    with shared_story.inside(), transaction():
        held = [row.held_reason for row in session.query(Donation) if row.held_reason]
    page = desk.opens(HOME).text
    url, number = re.findall(r'<a href="([^"]+held=1)"><span class="number">(\d+)</span>', page)[0]
    assert int(number) == len(held)
    assert f"{number} donation" in desk.opens(url).text


def test_figures_and_days_are_written_as_people_write_them(desk):
    polish, english = desk.opens("/pl/staff").text, desk.opens("/en/staff").text
    assert ["zł</a>" in page for page in (polish, english)] == [True, False]
    assert "Wtorek, 10 listopada 2026" in polish
    assert "Tuesday, 10 November 2026" in english
    assert "1–10 listopada 2025" in polish
    # How a month is shortened in English is the locale data's to say; which days are compared is ours.
    assert re.search(r"1\s*–\s*10 Nov(ember)? 2025", english)


def test_a_new_foundation_is_told_what_to_do(hires):
    page = hires("admin").signs_in().opens(HOME).text
    assert "Nobody has given yet" in page
    assert 'href="/give"' in page.replace("/en/", "/")
    assert "day_from" not in page


def test_one_who_may_only_look_is_not_sent_where_they_may_not_go(hires):
    viewer = hires("viewer").signs_in()
    reader = _Reader()
    reader.feed(viewer.opens(HOME).text)
    statuses = {link.url: viewer.opens(link.url).status_code for link in reader.links if link.url.startswith("/")}
    assert {url: status for url, status in statuses.items() if status not in (200, 302)} == {}
