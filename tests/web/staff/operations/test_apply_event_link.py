"""Tying a parked event to a donation from its page: the donation is shown first, with what will happen to it."""

from collections.abc import Callable

import pytest

from tests.colleague import Colleague
from tests.operations import parked_event
from tests.page_text import text_of
from tests.payments.inbox_events import event
from tests.story import Story

Hire = Callable[..., Colleague]
EVENT = "/staff/events/evt_1"


@pytest.fixture
def kim(hires: Hire) -> Colleague:
    return hires("accountant").signs_in()


def parks(story: Story, **fields) -> None:
    with story.inside():
        parked_event(data={"object": event()["data"]["object"] | fields})


def link(story: Story, donation: int = 0) -> str:
    return f"{EVENT}/link?gift={story.donations()[donation]['reference']}"


@pytest.mark.both_databases
def test_the_donation_is_shown_before_anything_happens_and_then_the_event_is_tied(story: Story, kim: Colleague) -> None:
    story.visitor().starts("50.00")
    parks(story)
    assert f'action="{EVENT}/link"' in kim.opens(EVENT).text
    words = text_of(kim.opens(link(story)).text)
    assert "from Kim Nowak over PLN 50.00" in words
    assert "PLN 50.00 came: the gift counts, and its receipt is sent to kim@example.org." in words

    answer = kim.sends(link(story), {"reason": "told <b>on</b> the telephone"}, page=link(story))
    assert answer.location == EVENT
    story.drains()
    page = kim.opens(EVENT).text
    assert "told &lt;b&gt;on&lt;/b&gt; the telephone" in page
    assert "Linked an event to a gift." in text_of(page)
    assert story.statuses() == ["settled"]


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"amount_received": 4900}, "which is not its amount: the gift is held for review"),
        ({"currency": "eur"}, "which is not its amount: the gift is held for review"),
    ],
)
def test_another_amount_is_said_beforehand(story: Story, kim: Colleague, fields, what: str) -> None:
    story.visitor().starts("50.00")
    parks(story, **fields)
    assert what in text_of(kim.opens(link(story)).text)


def test_a_donation_paid_already_is_said_beforehand(story: Story, kim: Colleague) -> None:
    story.gives("50.00")
    parks(story)
    assert "one of the two payments becomes a gift of its own" in text_of(kim.opens(link(story)).text)


@pytest.mark.parametrize("typed", ["", "0000-0000", "%25", "x" * 10_000])
def test_a_reference_that_names_no_donation_is_told(story: Story, kim: Colleague, typed: str) -> None:
    parks(story)
    answer = kim.opens(f"{EVENT}/link?gift={typed}")
    assert answer.location == EVENT
    assert "There is no gift with this reference" in kim.opens(EVENT).text


def test_without_a_reason_nothing_is_tied(story: Story, kim: Colleague) -> None:
    story.visitor().starts("50.00")
    parks(story)
    answer = kim.sends(link(story), {"reason": ""}, page=link(story))
    assert answer.status_code == 422
    assert "say why" in answer.text
    assert story.events()["evt_1"][0] == "parked"


def test_an_event_whose_donation_is_here_offers_no_tie(story: Story, kim: Colleague) -> None:
    story.visitor().starts("50.00")
    with story.inside():
        notes = event()["data"]["object"]["metadata"]
    parks(story, metadata=notes | {"reference": story.donations()[0]["reference"]})
    assert f"{EVENT}/link" not in kim.opens(EVENT).text
    assert kim.opens(link(story)).location == EVENT
    assert "apply it again instead" in kim.opens(EVENT).text
