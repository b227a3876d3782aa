"""What the supporter's page says while a donation cannot be collected: as the letters do, and what a new card does."""

import pytest

from tests.dunning import MONTH, begins_and_fails, button, lives, newest, words
from tests.html_form import read_form
from tests.page_text import text_of
from tests.story import Story

LETTER = "collection_failed"


@pytest.fixture
def database(sqlite_database: str) -> str:
    """What pages say is the same on both."""
    return sqlite_database


def read(story: Story, address: str) -> str:
    """Its words in one line."""
    return text_of(story.visitor().follows(address).text)


def fails(story: Story, behaviour: str, days: int = MONTH) -> tuple[str, str]:
    """The addresses of the page for another card, and of the plan."""
    begins_and_fails(story, behaviour)
    lives(story, days)
    card = button(newest(story, LETTER))
    return card, card.removesuffix("/card")


def saves_new_card(story: Story, card: str) -> str:
    """On the provider's page; the address it leads back to. Nobody has told us of it yet."""
    reader = story.visitor()
    page = reader.follows(card)
    sent = reader.client.post(page.request.path, data=read_form(page.text).filled())
    return str(story.sandbox.choose(sent.headers["Location"].rsplit("/", 1)[1], "saved"))


def test_the_page_for_another_card_says_what_is_collected_from_it(story: Story) -> None:
    card, _ = fails(story, "lost_card")
    shown = read(story, card)
    assert "Nothing is charged now" not in shown
    assert "PLN 50.00 is collected from it" in shown


def test_a_card_that_was_just_given_pays_and_the_page_asks_for_nothing_more(story: Story) -> None:
    card, plan = fails(story, "lost_card")
    for address in (saves_new_card(story, card), plan):
        shown = read(story, address)
        assert "is being collected" in shown
        for requested in ("Could not be collected", "Pay it now", "Give another card"):
            assert requested not in shown
        story.delivers()  # we are told of the card; the money is not there yet
        story.applies_events()
    for _ in range(3):
        story.settles()
    assert "being collected" not in read(story, plan)
    letter = words(newest(story, "plan_changed"))
    assert "PLN\N{NO-BREAK SPACE}50.00, is being collected from this card now" in letter


def test_a_card_that_is_refused_too_is_not_said_to_pay(story: Story) -> None:
    card, plan = fails(story, "lost_card")
    back = saves_new_card(story, card)
    kept = list(story.sandbox.all("payment_method"))
    assert kept
    with story.sandbox.world.lock:
        for each in kept:
            stored = story.sandbox.world.need("payment_method", each["id"])
            stored["_sandbox"]["behaviour"] = "lost_card"
            story.sandbox.world.store.put(stored)
    for _ in range(3):
        story.settles()
    for address in (back, plan):
        assert "Give another card" in read(story, address)
        assert "is being collected" not in read(story, address)


@pytest.mark.parametrize(
    ("behaviour", "days", "said"),
    [
        ("lost_card", MONTH, "we do not ask the bank any more"),
        ("insufficient_funds", MONTH + 2, "on 15 December 2026 we shall ask the bank once more"),
    ],
)
def test_the_page_says_what_the_letter_says(story: Story, behaviour: str, days: int, said: str) -> None:
    _, plan = fails(story, behaviour, days)
    assert said in words(newest(story, LETTER))
    assert said in read(story, plan)
    assert "We will try again" not in read(story, plan)
