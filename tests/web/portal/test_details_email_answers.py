"""The pages of a change of address: what they tell, and that neither looking nor saying it twice does anything."""

from urllib.parse import urlsplit

import pytest

from tests.giver import Giver, gives, link_in, text_of, token_on
from tests.moving import NEW, addresses, asks, confirms
from tests.story import Story


@pytest.fixture
def database(sqlite_database: str) -> str:
    return sqlite_database


@pytest.fixture
def kim(story: Story) -> Giver:
    return gives(story).signs_in()


def test_the_address_page_tells_who_has_said_yes(kim):
    asks(kim)
    assert kim.opens("/my/e-mail").text.count("Not yet: please open the letter there") == 2
    confirms(kim)
    assert "Confirmed on 10 November 2026" in kim.opens("/my/e-mail").text
    assert "it changes on 17 November 2026 or soon after" in kim.opens("/my/e-mail").text
    asks(kim)
    Giver(kim.story).approves(link_in(kim.newest_letter()))
    page = kim.opens("/my/e-mail").text
    assert "Said yes on 10 November 2026" in page
    assert "Confirmed on" not in page


def test_looking_at_the_links_says_nothing(kim):
    asks(kim)
    for letter in (kim.newest_letter(), kim.newest_letter(NEW)):
        for _ in range(2):
            assert Giver(kim.story).client.get(urlsplit(link_in(letter)).path).status_code == 200
    assert kim.opens("/my/e-mail").text.count("Not yet") == 2


def test_yes_and_no_need_the_token_of_the_page(kim):
    asks(kim)
    path = urlsplit(link_in(kim.newest_letter())).path
    for each in (path, path.replace("/cancel/", "/approve/")):
        assert Giver(kim.story).client.post(each).status_code == 400
    assert kim.opens("/my/e-mail").text.count("Not yet") == 2


def test_said_twice_a_yes_is_one(kim):
    asks(kim)
    old = link_in(kim.newest_letter())
    browser = Giver(kim.story).client
    path = urlsplit(old).path
    data = {"csrf_token": token_on(browser.get(path).text)}
    confirms(kim)
    for _ in range(2):
        answer = browser.post(path.replace("/cancel/", "/approve/"), data=data, follow_redirects=True)
        assert f"We write to {NEW} now" in answer.text
    assert addresses(kim.story) == [NEW]


def test_a_yes_after_the_no_changes_nothing(kim):
    asks(kim)
    path = urlsplit(link_in(kim.newest_letter())).path
    browser = Giver(kim.story).client
    data = {"csrf_token": token_on(browser.get(path).text)}
    Giver(kim.story).presses(path)
    answer = browser.post(path.replace("/cancel/", "/approve/"), data=data, follow_redirects=True)
    assert "This change does not hold" in answer.text
    assert addresses(kim.story) == ["kim@example.org"]


@pytest.mark.parametrize("language", ["en", "pl"])
def test_letters_and_pages_speak_the_supporters_language(story, language):
    visitor = story.visitor(language)
    visitor.starts("50.00", email="kim@example.org")
    visitor.pays()
    story.settles()
    kim = Giver(story, language=language).signs_in()
    asks(kim)
    old, new = (link_in(kim.newest_letter(to)) for to in ("kim@example.org", NEW))
    reader = Giver(story).client
    pages = [reader.get(urlsplit(link).path) for link in (old, new)]
    pages += [Giver(story).presses(new), Giver(story).approves(old)]
    assert [f'<html lang="{language}"' in page.text for page in pages] == [True] * 4
    assert addresses(story) == [NEW]


def test_what_silence_decided_is_told_at_both_addresses_and_the_old_one_may_still_say_no(kim):
    kim.story.starts_schedule()
    asks(kim)
    confirms(kim)
    kim.story.waits(days=8)
    kim.story.settles()
    assert addresses(kim.story) == [NEW]
    old, new = kim.newest_letter(), kim.newest_letter(NEW)
    assert [letter["Subject"] for letter in (old, new)] == [
        "[Sandbox] We write to you at another address now",
        "[Sandbox] From now on we write to you here",
    ]
    assert NEW in text_of(old)
    assert "/en/my" in text_of(new)
    assert "no longer" in text_of(new)
    Giver(kim.story).presses(link_in(old))
    assert addresses(kim.story) == ["kim@example.org"]
