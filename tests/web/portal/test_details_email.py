"""Another address: whoever reads the new one and whoever reads the old one say yes; asking tells nobody anything."""

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.giving.models import Donation
from donations.supporters.access_models import EmailChange
from donations.supporters.models import Supporter, SupporterRequest
from tests.giver import Giver, gives, link_in, text_of
from tests.moving import NEW, addresses, agree, asks, confirms
from tests.story import Story

pytestmark = pytest.mark.slow


@pytest.fixture
def kim(story: Story) -> Giver:
    return gives(story).signs_in()


def test_it_changes_once_the_old_address_and_then_the_new_one_said_yes(kim):
    answer = asks(kim)
    assert "Two letters are on their way" in kim.client.get(answer.location).text
    page = Giver(kim.story).approves(link_in(kim.newest_letter()))
    assert "as soon as it is confirmed there, too" in page.text
    assert addresses(kim.story) == ["kim@example.org"]
    page = confirms(kim)
    assert f"From now on we write to {NEW}" in page.text
    assert addresses(kim.story) == [NEW]


def test_it_changes_once_the_new_address_and_then_the_old_one_said_yes(kim):
    asks(kim)
    page = confirms(kim)
    assert "One more yes is needed" in page.text
    assert "on 17 November 2026 or soon after" in page.text
    assert "kim@example.org" not in page.text  # it may be a stranger who reads this
    assert addresses(kim.story) == ["kim@example.org"]
    assert kim.is_in()
    page = Giver(kim.story).approves(link_in(kim.newest_letter()))
    assert f"We write to {NEW} now" in page.text
    assert addresses(kim.story) == [NEW]


def test_it_signs_out_everywhere_and_kills_links_to_the_old_address(kim):
    asks(kim)
    Giver(kim.story).approves(link_in(kim.newest_letter()))
    elsewhere = Giver(kim.story)
    elsewhere.asks_for_link()
    old_link = link_in(kim.newest_letter())
    assert kim.is_in()
    confirms(kim)
    assert not kim.is_in()
    assert elsewhere.presses(old_link).status_code == 404
    assert Giver(kim.story, NEW).signs_in().is_in()


def test_the_letter_to_the_new_address_names_nobody(kim):
    asks(kim)
    letter = text_of(kim.newest_letter(NEW))
    assert "Kim" not in letter
    assert "kim@example.org" not in letter
    assert "Kim" not in str(kim.newest_letter(NEW)["To"])


def test_the_link_works_once_and_for_a_day(kim):
    asks(kim)
    link = link_in(kim.newest_letter(NEW))
    agree(kim)
    assert Giver(kim.story).presses(link).status_code == 404
    other = Giver(kim.story, NEW).signs_in()
    asks(other, "third@example.org")
    kim.story.waits(hours=25)
    assert Giver(kim.story).presses(link_in(other.newest_letter("third@example.org"))).status_code == 404
    page = Giver(kim.story).client.get(urlsplit(link_in(other.newest_letter())).path).text
    assert "Not confirmed in time" in page
    assert "Yes, this was me" not in page


@pytest.mark.both_databases
def test_the_old_address_says_no_before(kim):
    asks(kim)
    page = Giver(kim.story).presses(link_in(kim.newest_letter()))
    assert "This change does not hold" in page.text
    assert confirms(kim).status_code == 404
    assert addresses(kim.story) == ["kim@example.org"]
    assert not kim.is_in()


def test_the_old_address_says_no_within_a_week_afterwards(kim):
    asks(kim)
    no = link_in(kim.newest_letter())
    agree(kim)
    thief = Giver(kim.story, NEW).signs_in()
    kim.story.waits(days=6)
    for _ in range(2):
        Giver(kim.story).presses(no)
    assert addresses(kim.story) == ["kim@example.org"]
    assert not thief.is_in()


def test_after_a_week_a_person_has_to_help(kim):
    asks(kim)
    no = link_in(kim.newest_letter())
    agree(kim)
    kim.story.waits(days=8)
    answer = Giver(kim.story).presses(no)
    assert (answer.status_code, "write to us" in answer.text) == (422, True)
    assert addresses(kim.story) == [NEW]


@pytest.fixture
def taken_over(kim):
    """A thief of the mailbox has been in, changed the address to his, and is in again by that one."""
    asks(kim)
    undo = link_in(kim.newest_letter())
    agree(kim)
    return undo, Giver(kim.story, NEW).signs_in()


def keys(story):
    with story.inside():
        return {row.name: (row.email, row.email_key) for row in session.scalars(select(Supporter))}


def open_wishes(story):
    with story.inside():
        rows = session.scalars(select(SupporterRequest).where(SupporterRequest.closed_at.is_(None))).all()
        names = {row.id: row.name for row in session.scalars(select(Supporter))}
        return [(row.kind, names[row.supporter_id], row.other_id and names[row.other_id]) for row in rows]


def test_a_donation_with_the_old_address_does_not_keep_the_thief_in(kim, taken_over):
    undo, thief = taken_over
    kim.story.gives("7.00", email="kim@example.org", name="Thief")
    answer = Giver(kim.story).presses(undo)
    kim.story.drains()
    assert answer.status_code == 200
    assert "One of us will join the two" in answer.text
    assert not thief.is_in()
    letters = len(kim.story.mailbox.letters)
    Giver(kim.story, address="192.0.2.77").asks_for_link(NEW)
    assert len(kim.story.mailbox.letters) == letters  # the new address is nobody's any more
    assert keys(kim.story) == {"Kim Nowak": ("kim@example.org", None), "Thief": ("kim@example.org", "kim@example.org")}
    assert open_wishes(kim.story) == [("merge", "Kim Nowak", "Thief")]
    owner = Giver(kim.story, address="192.0.2.78").signs_in()  # whoever reads the old mailbox, and nobody else
    assert "PLN 7.00" in owner.opens("/my/gifts").text.replace("\N{NO-BREAK SPACE}", " ")
    assert kim.story.broken_invariants() == []


@pytest.mark.both_databases
def test_undone_twice_it_is_one_wish(kim, taken_over):
    undo, _ = taken_over
    kim.story.gives("7.00", email="kim@example.org", name="Lee")
    for _ in range(2):
        assert Giver(kim.story).presses(undo).status_code == 200
    assert open_wishes(kim.story) == [("merge", "Kim Nowak", "Lee")]


def test_what_the_other_has_stays_the_others(kim, taken_over):
    """The undo is no way into a supporter who meanwhile reads the old address: nothing of theirs changes."""
    undo, _ = taken_over
    kim.story.gives("7.00", email="kim@example.org", name="Lee")
    lee = Giver(kim.story, "kim@example.org", address="192.0.2.77").signs_in()
    Giver(kim.story).presses(undo)
    assert lee.is_in()
    assert "PLN 50.00" not in lee.opens("/my/gifts").text.replace("\N{NO-BREAK SPACE}", " ")


def test_nobody_joins_the_supporter_with_the_thief_after_the_undo(kim, taken_over):
    """Neither by the thief's wish from inside, nor from a supporter of his own who claims the address he read."""
    undo, thief = taken_over
    mallory = gives(kim.story, "mallory@example.org", name="Mallory").signs_in()
    asks(mallory, NEW)
    agree(mallory, NEW)
    asks(thief, "mallory@example.org")
    agree(thief, "mallory@example.org")
    assert len(open_wishes(kim.story)) == 2
    Giver(kim.story).presses(undo)
    assert open_wishes(kim.story) == []


def test_a_thief_cannot_have_the_supporter_forgotten(kim, taken_over):
    undo, thief = taken_over
    thief.sends("/my/forget", {"note": "all of it"}, page="/my/forget")
    assert open_wishes(kim.story) == [("forget", "Kim Nowak", None)]
    Giver(kim.story).presses(undo)
    assert open_wishes(kim.story) == []


def test_a_link_sent_to_the_thief_before_the_undo_opens_nothing_after_it(kim, taken_over):
    undo, thief = taken_over
    thief.asks_for_link()
    link = link_in(thief.newest_letter())
    Giver(kim.story).presses(undo)
    assert Giver(kim.story).presses(link).status_code == 404


def test_who_changed_it_twice_cannot_undo_the_undoing(kim):
    asks(kim)
    no = link_in(kim.newest_letter())
    agree(kim)
    thief = Giver(kim.story, NEW).signs_in()
    asks(thief, "third@example.org")
    his_no = link_in(thief.newest_letter())
    agree(thief, "third@example.org")
    Giver(kim.story).presses(no)
    assert addresses(kim.story) == ["kim@example.org"]
    Giver(kim.story).presses(his_no)
    assert addresses(kim.story) == ["kim@example.org"]


def test_a_newer_wish_takes_the_place_of_the_one_before(kim):
    asks(kim)
    old, new = link_in(kim.newest_letter()), link_in(kim.newest_letter(NEW))
    Giver(kim.story).presses(new)
    asks(kim, "third@example.org")
    page = Giver(kim.story).client.get(urlsplit(old).path).text
    assert ("Yes, this was me" in page, "No, this was not me" in page, "third@" in page) == (False, True, True)
    agree(kim, "third@example.org")
    assert addresses(kim.story) == ["third@example.org"]


def seen(answer, email):
    return answer.status_code, answer.location, re.sub(r'value="[^"]*"', "", answer.text.replace(email, ""))


def test_asking_for_somebody_elses_address_is_answered_like_any_other(kim):
    gives(kim.story, "lee@example.org", name="Lee")
    assert seen(asks(kim, "lee@example.org"), "lee@example.org") == seen(asks(kim), NEW)


def test_confirmed_by_both_a_person_joins_the_two(kim):
    gives(kim.story, "lee@example.org", name="Lee")
    asks(kim, "lee@example.org")
    page = Giver(kim.story).presses(link_in(kim.newest_letter("lee@example.org")))
    assert "Gifts were made" not in page.text  # the old address has not agreed that anybody learns it
    with kim.story.inside():
        assert session.scalars(select(SupporterRequest)).all() == []
    page = Giver(kim.story).approves(link_in(kim.newest_letter("kim@example.org")))
    assert "One of us will join the two" in page.text
    assert addresses(kim.story) == ["kim@example.org", "lee@example.org"]
    with kim.story.inside():
        wish = session.scalars(select(SupporterRequest)).one()
        assert (wish.kind, wish.closed_at) == ("merge", None)
        assert session.get_one(Supporter, wish.other_id).email == "lee@example.org"
    assert kim.is_in()


def test_when_the_old_address_says_no_nobody_joins_the_two(kim):
    gives(kim.story, "lee@example.org", name="Lee")
    asks(kim, "lee@example.org")
    no = link_in(kim.newest_letter("kim@example.org"))
    agree(kim, "lee@example.org")
    assert len(open_wishes(kim.story)) == 1
    Giver(kim.story).presses(no)
    with kim.story.inside():
        assert session.scalars(select(SupporterRequest)).all() == []
    assert not kim.is_in()


@pytest.mark.parametrize("email", ["", "kim", "KIM@example.org", "kim@example.org"])
def test_what_is_no_other_address_is_told_beside_the_field(kim, email):
    answer = asks(kim, email)
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text


def test_strangers_are_not_flooded_with_letters(kim):
    answers = [asks(kim, f"stranger-{number}@example.org").status_code for number in range(6)]
    assert answers == [303] * 5 + [422]


def test_of_a_link_only_its_digest_is_stored(kim):
    asks(kim)
    token = link_in(kim.newest_letter(NEW)).rsplit("/", 1)[1]
    with kim.story.inside():
        assert token not in str(vars(session.scalars(select(EmailChange)).one()))


@pytest.mark.both_databases
def test_past_donations_and_receipts_keep_the_old_address_and_new_letters_follow_the_supporter(kim):
    asks(kim)
    agree(kim)
    kim.story.sandbox.refund(kim.story.payment_id(), 1000)
    kim.story.settles()
    assert NEW in str(kim.story.mailbox.letters[-1]["To"])
    with kim.story.inside():
        assert session.scalars(select(Donation.donor_email)).one() == "kim@example.org"
    assert kim.story.broken_invariants() == []
