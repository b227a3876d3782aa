import pytest

from donations.core.database import session, transaction
from donations.core.errors import Refused
from donations.desk.letters import see_letter
from donations.mail.models import Letter
from donations.reporting.needs_attention import needs_a_person
from donations.staff.audit_trail import lines_about
from tests.colleague import colleague
from tests.operations import a_letter


@pytest.fixture
def kim(app):
    """Somebody at work; the test runs inside the application."""
    staff_id = colleague(app, "accountant").id
    with app.app_context():
        yield staff_id


def sees(letter_id, by, reason="told on the telephone"):
    with transaction():
        see_letter(session.get_one(Letter, letter_id), by=by, reason=reason)


@pytest.mark.parametrize("state", ["refused", "unknown"])
def test_a_letter_somebody_has_seen_to_waits_for_nobody_and_stays_what_it_is(kim, state):
    letter_id = a_letter(state=state)
    before = needs_a_person().letters
    sees(letter_id, kim)

    assert (before, needs_a_person().letters) == (1, 0)
    assert session.get_one(Letter, letter_id).state == state
    assert [(line.entry.action, line.reason) for line in lines_about([letter_id])[0]] == [
        ("letter.seen", "told on the telephone")
    ]


def test_once_is_enough(kim):
    letter_id = a_letter()
    sees(letter_id, kim)
    with pytest.raises(Refused, match="already"):
        sees(letter_id, kim)


def test_a_reason_is_asked_for(kim):
    letter_id = a_letter()
    with pytest.raises(Refused, match="say why"):
        sees(letter_id, kim, " ")
    assert needs_a_person().letters == 1


def test_a_letter_that_went_does_not_wait(kim):
    letter_id = a_letter(state="owed")
    with pytest.raises(Refused, match="does not need attention"):
        sees(letter_id, kim)
