import pytest
from sqlalchemy import select

from donations.core import clock, ids
from donations.core.database import session
from donations.core.errors import NotFound
from donations.mail.models import Letter
from donations.reporting.operations.letters import WAITS, LetterFilter, donations_of_letters, letter_facts, letters_page
from tests.machine_room import a_letter


@pytest.fixture
def inside(app):
    with app.app_context():
        yield


def found(**wanted):
    return [letter.recipient_email for letter in letters_page(LetterFilter(**wanted)).rows]


@pytest.mark.parametrize(
    ("wanted", "addresses"),
    [
        ({}, ["d@example.org", "C@example.org", "b@example.org", "a@example.org"]),
        ({"state": "refused"}, ["C@example.org", "a@example.org"]),
        ({"state": WAITS}, ["b@example.org", "a@example.org"]),
        ({"kind": "staff_reset"}, ["d@example.org"]),
        ({"kind": "thank_you", "state": "owed"}, []),
        ({"to": " B@example.org "}, ["b@example.org"]),
        ({"to": "C@example.org"}, ["C@example.org"]),
        ({"to": "%"}, []),
    ],
)
def test_each_filter_finds_what_it_says(inside, wanted, addresses):
    a_letter("a@example.org")
    a_letter("b@example.org", "unknown")
    a_letter("C@example.org", seen_at=clock.now())
    a_letter("d@example.org", "owed", kind="staff_reset")
    assert found(**wanted) == addresses


def test_a_letter_names_its_donation_and_one_to_staff_names_none(story):
    story.gives("50.00")
    with story.inside():
        a_letter(kind="staff_reset")
        letters = session.scalars(select(Letter)).all()
        about = {letter.kind: donations_of_letters(letters).get(letter.about_id) for letter in letters}
    assert about == {"thank_you": story.donations()[0]["reference"], "staff_reset": None}


def test_a_letter_knows_those_sent_in_its_place(inside):
    first = a_letter()
    again = [a_letter(resend_of_id=first) for _ in range(2)]
    assert [letter.id for letter in letter_facts(first).others] == again
    assert [letter.id for letter in letter_facts(again[0]).others] == [first, again[1]]


def test_what_is_not_there_is_not_found(inside):
    with pytest.raises(NotFound):
        letter_facts(ids.new_id())
