"""A thief has a session of My giving, by a lent telephone say, and wants the supporter's letters.

He needs a yes from the old mailbox, or a week in which nobody reads it; the owner's no wins whenever it comes.
"""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests.giver import Giver, gives, link_in, token_on
from tests.moving import addresses, asks, confirms
from tests.story import Story

OWNERS, HIS = "kim@example.org", "thief@example.org"


@pytest.fixture
def database(sqlite_database: str) -> str:
    return sqlite_database


@pytest.fixture
def thief(story: Story) -> Giver:
    """With the owner's session, and a mailbox of his own; the schedule runs."""
    story.starts_schedule()
    kim = gives(story).signs_in()
    asks(kim, HIS)
    return kim


def days_pass(story: Story, days: int) -> None:
    for _ in range(days):
        story.clock.shift(timedelta(days=1, minutes=1))
        story.drains()


def test_his_own_yes_does_nothing_for_a_week(story: Story, thief: Giver) -> None:
    confirms(thief, HIS)
    days_pass(story, 6)
    assert addresses(story) == [OWNERS]
    letters = len(story.mailbox.letters)
    Giver(story, HIS, address="192.0.2.66").asks_for_link()
    assert len(story.mailbox.letters) == letters  # his address opens nothing yet
    days_pass(story, 2)
    assert addresses(story) == [HIS]
    assert story.broken_invariants() == []


def test_he_cannot_say_yes_for_the_owner(story: Story, thief: Giver) -> None:
    """Neither with the link of his own letter, nor with a signature that is not ours."""
    his_token = urlsplit(link_in(thief.newest_letter(HIS))).path.rsplit("/", 1)[1]
    confirms(thief, HIS)
    data = {"csrf_token": token_on(thief.opens().text)}
    for token in (his_token, his_token[::-1], "A" * 43):
        assert thief.client.post(f"/en/my/e-mail/approve/{token}", data=data).status_code == 404
    assert addresses(story) == [OWNERS]


@pytest.mark.parametrize("days", [0, 6, 9, 13])
def test_the_owners_no_wins_before_and_up_to_a_week_after(story: Story, thief: Giver, days: int) -> None:
    no = link_in(thief.newest_letter(OWNERS))
    confirms(thief, HIS)
    days_pass(story, days)
    assert "This change does not hold" in Giver(story).presses(no).text
    days_pass(story, 9)
    assert addresses(story) == [OWNERS]
    assert not thief.is_in()
    assert Giver(story, OWNERS, address="192.0.2.77").signs_in().is_in()
    assert story.broken_invariants() == []


def test_a_newer_wish_of_his_does_not_escape_the_no_to_the_first(story: Story, thief: Giver) -> None:
    first_no = link_in(thief.newest_letter(OWNERS))
    asks(thief, "second@example.org")
    confirms(thief, "second@example.org")
    Giver(story).presses(first_no)
    assert not thief.is_in()
    days_pass(story, 9)
    assert addresses(story) == [OWNERS]


def test_a_yes_to_the_first_wish_is_none_to_a_newer_one(story: Story, thief: Giver) -> None:
    """The owner has looked at the page of the first; he asks for another before they press."""
    path = urlsplit(link_in(thief.newest_letter(OWNERS))).path
    owner = Giver(story).client
    data = {"csrf_token": token_on(owner.get(path).text)}
    asks(thief, "second@example.org")
    confirms(thief, "second@example.org")
    owner.post(path.replace("/cancel/", "/approve/"), data=data)
    assert addresses(story) == [OWNERS]


def test_who_has_lost_the_old_mailbox_is_in_by_the_new_one_after_the_week(story: Story) -> None:
    story.starts_schedule()
    kim = gives(story).signs_in()
    asks(kim)
    page = confirms(kim)
    assert "When the old address says nothing" in page.text
    days_pass(story, 9)
    moved = Giver(story, "kim.new@example.org", address="192.0.2.77").signs_in()
    assert "kim.new@example.org" in moved.opens("/my/details").text
