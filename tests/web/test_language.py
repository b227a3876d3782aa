"""The page's language: by the address, by what the browser asks for, by the foundation's own."""

import re

import pytest

POLISH, ENGLISH = '<html lang="pl">', '<html lang="en">'


def language_of(answer) -> str:
    found = re.search(r'<html lang="(\w+)">', answer.text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("pl", "pl"),
        ("pl-PL,pl;q=0.9,en;q=0.8", "pl"),
        ("en-GB,en;q=0.9", "en"),
        ("en;q=0.2, pl;q=0.9", "pl"),
        ("de, en;q=0.1", "en"),
        ("de", "pl"),
        ("", "pl"),
        ("*", "pl"),
        ("en;q=abc, pl;q=\x7f", "pl"),
        ("pl" * 5000, "pl"),
        ("../../etc/passwd", "pl"),
    ],
    ids=lambda text: text[:15],
)
def test_the_browser_is_heard_else_the_foundation_speaks(quiet, asked: str, spoken: str) -> None:
    answer = quiet.browser().get("/give", headers={"Accept-Language": asked})
    assert (answer.status_code, language_of(answer)) == (200, spoken)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_address_wins_over_the_browser(quiet, language: str) -> None:
    other = {"pl": "en", "en": "pl"}[language]
    answer = quiet.browser().get(f"/{language}/give", headers={"Accept-Language": other})
    assert language_of(answer) == language


@pytest.mark.parametrize("path", ["/give", "/privacy", "/receipts/check", "/give/rivers", "/none"])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_links_of_a_page_keep_its_language(quiet, path: str, language: str) -> None:
    page = quiet.browser().get(f"/{language}{path}").text
    links = re.findall(r'href="(/[^"]*)"', page)
    other = {"pl": "/en", "en": "/pl"}[language]
    ours = [link for link in links if not link.startswith(("/static/", "/brand.css", "/#"))]
    assert {link for link in ours if not link.startswith(f"/{language}/")} == {f"{other}{path}"}


def test_the_switch_keeps_what_the_link_said(quiet) -> None:
    page = quiet.browser().get("/pl/give?amount=50&currency=PLN&placement=article/x").text
    assert 'href="/en/give?amount=50&amp;currency=PLN&amp;placement=article/x"' in page


def test_the_front_door_keeps_the_language(quiet) -> None:
    assert quiet.browser().get("/pl/").headers["Location"] == "/pl/give"


@pytest.mark.parametrize(
    "path",
    [
        "/pl/pl/give",
        "/en/pl/give",
        "/xx/give",
        "/PL/give",
        "//pl/evil.example",
        "/pl//evil.example",
        "/pl/%2fevil.example",
    ],
)
def test_an_odd_prefix_leads_nowhere(quiet, path: str) -> None:
    assert quiet.browser().get(path).status_code == 404


ODD = [
    "//evil.example",
    "///evil.example/..",
    "/pl//evil.example/%2e%2e",
    "/\\evil.example",
    "/%09/evil.example",
    "/pl",
    "/pl/",
]
ODD += ["//pl//give", "/pl//give", "//evil.example/give", "/give/", "/./give", "/%0d%0aSet-Cookie:x=1", "/give;evil"]


@pytest.mark.parametrize("path", ODD)
@pytest.mark.parametrize("query", ["", "?next=//evil.example", '?"><script>alert(1)</script>=1'])
def test_no_address_leads_away_or_into_the_page(quiet, path: str, query: str) -> None:
    """Redirects stay on our host, links on the page too, whatever stands in the address."""
    answer = quiet.browser().get(path + query)
    assert answer.status_code in (200, 302, 308, 404)
    own = quiet.app.extensions["settings"].url
    assert re.match(rf"({re.escape(own)})?/(?![/\\\\])", answer.headers.get("Location", "/ "))
    assert re.findall(r'(?:href|src|action)="\s*(?:[/\\]{2}|https?://evil)', answer.text) == []
    assert "<script>alert" not in answer.text


def test_a_page_without_a_wish_varies_by_browser(quiet) -> None:
    assert "Accept-Language" in quiet.browser().get("/give").headers["Vary"]


def test_a_donation_page_speaks_the_donors_language_unless_the_address_says_another(story) -> None:
    visitor = story.visitor("pl")
    visitor.starts("50,00")
    address = story.sandbox.find(visitor.session_id)["success_url"].replace("http://127.0.0.1:8000", "")
    assert address.startswith("/pl/thanks/")
    bare = address.removeprefix("/pl")
    asked = {"/pl": "pl", "": "pl", "/en": "en"}
    got = {
        prefix: language_of(visitor.client.get(prefix + bare, headers={"Accept-Language": "en"})) for prefix in asked
    }
    assert got == asked
