"""Every page there is a link to, and every address with nonsense in it."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest

from tests.colleague import Colleague, colleague
from tests.story import Story
from tests.web.staff.routes import staff_rules

NAME = """<i>"Kim"</i> O'Żółć {{7*7}}"""
MESSAGE = "<script>alert('x')</script> =1+1"
LINK = re.compile(r'<a [^>]*?href="(/(?:pl/)?staff[^"#]*)')
FILE = re.compile(r"/(export|pdf)|\.(csv|xlsx|pdf|png|eml)\b|download")
MOST = 250  # pages: the same list in another order is not followed for ever
NONSENSE = [
    {"q": "%"},
    {"q": "\\"},
    {"q": "' OR 1=1 --"},
    {"q": "x" * 10_000},
    {"q": "\x00"},
    {"sort": "colour", "page": "-1", "after": "!", "before": "?"},
    {"after": "A" * 500},
    {"day_from": "31.02.2026", "day_to": "tomorrow", "amount_from": "NaN", "amount_to": "1e9"},
    {"state": "none", "type": "<b>", "kind": "x", "role": "king", "fund": "0", "campaign": "\u202e", "view": "1"},
    {"gift": "' OR ''='", "next": "https://evil.example"},
]


@pytest.fixture
def desk(story: Story) -> Colleague:
    """An administrator, and donations of somebody whose name means something to a browser."""
    visitor = story.gives("50.00", name=NAME, message=MESSAGE)
    story.sandbox.refund(visitor.payment_id, 1000)
    story.settles()
    story.gives("60.00", name=NAME, email="lee@example.org", outcome="abandon")
    return colleague(story.app).signs_in()


def shape(path: str) -> str:
    """What kind of page it is: addresses that differ in their query alone, or in an id, are one kind twice at most."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|evt_\w+|[0-9A-Z]{4}-[0-9A-Z]{4}", "*", path.partition("?")[0])


def followed(desk: Colleague, start: str) -> dict[str, str]:
    """Every page that links lead to, by its address; of one kind a few."""
    pages: dict[str, str] = {}
    waiting, seen, kinds = [start], {start}, dict.fromkeys([shape(start)], 0)
    while waiting and len(pages) < MOST:
        path = waiting.pop(0)
        answer = desk.opens(path)
        assert answer.status_code in (200, 303), (path, answer.status_code)
        pages[path] = answer.text
        for link in map(unescape, LINK.findall(answer.text)):
            kinds[shape(link)] = kinds.get(shape(link), 0) + (link not in seen)
            if link not in seen and kinds[shape(link)] <= 4 and not FILE.search(link):
                seen.add(link)
                waiting.append(link)
    return pages


@pytest.mark.parametrize("start", ["/staff", "/pl/staff"])
def test_every_link_leads_to_a_page_and_stored_words_stand_there_as_they_are(desk: Colleague, start: str) -> None:
    pages = followed(desk, start)
    assert len({shape(path) for path in pages}) > 25
    assert [path for path, text in pages.items() if "<i>" in text or "<script>alert" in text] == []
    assert sum("&lt;i&gt;" in text and "{{7*7}}" in text for text in pages.values()) >= 4


def test_nonsense_in_an_address_is_answered_and_never_our_fault(story: Story, desk: Colleague) -> None:
    lists = sorted(
        {rule.rule for rule in staff_rules(story.app) if not rule.arguments and "GET" in (rule.methods or ())}
    )
    answers = {
        (path, urlencode(query)[:60]): desk.opens(f"{path}?{urlencode(query)}").status_code
        for path in lists
        if path.startswith("/staff") and "sign-in" not in path
        for query in NONSENSE
    }
    assert {where: status for where, status in answers.items() if status >= 500} == {}
    assert len(answers) > 150
