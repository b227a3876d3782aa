"""My giving from the first link to the last: what follows from what a supporter does, and every page there is."""

import re
from html import unescape
from io import BytesIO
from urllib.parse import urlencode

import pytest
from pypdf import PdfReader

from tests.colleague import colleague
from tests.giver import Giver, gives, link_in, text_of
from tests.operations import counted_questions
from tests.story import Story

NAME = """<i>"Kim"</i> O'Żółć {{7*7}}"""
LINK = re.compile(r'<a [^>]*?href="(?:http://127\.0\.0\.1:8000)?(/(?:en/|pl/)?(?:my|plans)\b[^"#]*)')
NONSENSE = [
    {"after": "%", "before": "\\"},
    {"after": "x" * 5_000},
    {"done": "<script>alert(1)</script>"},
    {"first": "\x00", "last": "' OR 1=1 --"},
    {"first": "2026-01-01", "last": "\u202e"},
    {"page": "-1", "id": "0"},
]


def regular(story: Story, **given: str) -> Giver:
    """Somebody who gives every month, signed in."""
    gives(story, amount="50.00", frequency="monthly", **given)
    story.drains_a_while(minutes=5)
    return Giver(story).signs_in()


def followed(kim: Giver, start: str) -> dict[str, str]:
    """Every page of My giving that links lead to."""
    pages: dict[str, str] = {}
    waiting, seen = [start], {start}
    while waiting:
        path = waiting.pop(0)
        answer = kim.client.get(path)
        assert answer.status_code in (200, 303), (path, answer.status_code)
        if answer.content_type.startswith("text/html"):
            pages[path] = answer.text
            for link in map(unescape, LINK.findall(answer.text)):
                if link not in seen:
                    seen.add(link)
                    waiting.append(link)
    return pages


@pytest.mark.parametrize("start", ["/en/my", "/pl/my"])
def test_every_link_leads_to_a_page_and_stored_words_stand_there_as_they_are(story: Story, start: str) -> None:
    kim = regular(story, name=NAME)
    kim.sends("/my/forget", {"note": "<i>soon</i>"})
    pages = followed(kim, start)
    assert len(pages) > 15
    assert [path for path, text in pages.items() if "<i>" in text] == []
    assert any("&lt;i&gt;" in text for text in pages.values())
    assert any("{{7*7}}" in text for text in pages.values())


def test_nonsense_in_an_address_is_answered_and_never_our_fault(story: Story) -> None:
    kim = regular(story)
    rules = [rule for rule in story.app.url_map.iter_rules() if rule.rule.startswith("/my") and not rule.arguments]
    answers = {
        (rule.rule, urlencode(query)[:50]): kim.client.get(f"/en{rule.rule}?{urlencode(query)}").status_code
        for rule in rules
        if "GET" in (rule.methods or ())
        for query in NONSENSE
    }
    assert {where: status for where, status in answers.items() if status not in (200, 404, 422, 429)} == {}
    assert len(answers) > 30


@pytest.mark.both_databases
def test_a_supporter_looks_corrects_takes_their_data_and_leaves(story: Story) -> None:
    kim = regular(story)
    kim.sends("/my/details", {"name": "Kim Nowak", "language": "en", "country": "PL", "city": "Łódź"})
    kim.sends("/my/news/yes")
    address = kim.sends("/my/summary", {"first": "2026-01-01", "last": "2026-12-31"}).location
    story.drains()
    document = PdfReader(BytesIO(kim.client.get(f"{address}.pdf").data))
    assert "Łódź" in document.pages[0].extract_text()
    assert kim.opens("/my/data.zip").status_code == 200
    kim.sends("/my/forget", {"note": ""})
    kim.sends("/my/sign-out")
    assert not kim.is_in()
    assert "asks for something" in colleague(story.app).signs_in().opens("/staff").text
    assert story.broken_invariants() == []


def test_the_address_moves_and_the_next_letter_and_donation_follow(story: Story) -> None:
    kim = regular(story)
    kim.sends("/my/e-mail", {"email": "kim.new@example.org"})
    story.drains()
    kim.approves(link_in(kim.newest_letter("kim@example.org")))
    kim.presses(link_in(kim.newest_letter("kim.new@example.org")))
    story.drains()
    moved = Giver(story, "kim.new@example.org").signs_in()
    page = moved.opens().text
    reference = re.search(r"/my/plans/([0-9A-Z-]+)", page)
    assert reference
    moved.sends(f"/my/gifts/{reference[1]}/letter")
    story.drains()
    assert "PLN" in text_of(moved.newest_letter())
    stranger = Giver(story)
    letters = len(story.mailbox.letters)
    stranger.asks_for_link()
    assert len(story.mailbox.letters) == letters
    assert story.broken_invariants() == []


@pytest.mark.both_databases
def test_what_was_answered_is_kept_when_the_worker_is_slow(story: Story) -> None:
    """The page never waits for the worker: what is owed is done later."""
    kim = regular(story)
    answers = [
        kim.sends("/my/details", {"name": "Kim Slow", "language": "en", "country": "PL"}),
        kim.sends("/my/e-mail", {"email": "kim.new@example.org"}),
        kim.sends("/my/summary", {"first": "2026-01-01", "last": "2026-12-31"}),
    ]
    assert [answer.status_code for answer in answers] == [303] * 3
    assert "being made" in kim.client.get(answers[-1].location).text
    story.drains()
    assert "Download" in kim.client.get(answers[-1].location).text
    assert link_in(kim.newest_letter("kim.new@example.org"))


def test_pages_of_my_giving_ask_few_questions(story: Story) -> None:
    kim = regular(story)
    kim.opens()
    for path in ("/my", "/my/gifts", "/my/summary", "/my/details"):
        with story.inside(), counted_questions(story) as requested:
            assert kim.opens(path).status_code == 200
        assert len(requested) <= 12, (path, requested)
