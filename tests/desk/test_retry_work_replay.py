import pytest
from sqlalchemy import select

from donations.core.database import session, transaction
from donations.core.errors import Refused
from donations.core.outbox import Owed
from donations.desk.retry_work import replay_by_hand
from donations.payments.queries import event_by_provider_id
from donations.payments.replay_event import close_event
from donations.payments.states import EventState
from donations.staff.audit_trail import lines_about
from tests.colleague import colleague
from tests.operations import UNKNOWN, parked_event
from tests.payments.inbox_events import event, receive


@pytest.fixture
def kim(app):
    """Somebody at work; the test runs inside the application."""
    staff_id = colleague(app, "accountant").id
    with app.app_context():
        yield staff_id


def test_a_parked_event_is_owed_again_and_the_trail_says_who_and_what_it_was(kim):
    row_id = parked_event()
    with transaction():
        replay_by_hand(event_by_provider_id("evt_1"), by=kim, reason=" the gift is here now ")

    assert session.scalars(select(Owed.subject_id)).all() == [row_id]
    lines, names = lines_about([row_id])
    assert [(line.entry.action, line.reason) for line in lines] == [("event.replayed", "the gift is here now")]
    assert names == {kim: "Kim Accountant"}
    assert ("why", UNKNOWN, None) in lines[0].changes


def test_an_event_that_waits_already_is_refused_and_leaves_no_trail(kim):
    receive(event())
    with pytest.raises(Refused), transaction():
        replay_by_hand(event_by_provider_id("evt_1"), by=kim)
    assert lines_about([event_by_provider_id("evt_1").id])[0] == []


def test_what_is_in_the_books_is_applied_again_for_a_reason(kim):
    row_id = parked_event()
    with transaction():
        close_event(row_id, EventState.APPLIED)
    with pytest.raises(Refused, match="say why"), transaction():
        replay_by_hand(event_by_provider_id("evt_1"), by=kim)
    with transaction():
        replay_by_hand(event_by_provider_id("evt_1"), by=kim, reason="the day it was mended")
    assert event_by_provider_id("evt_1").state == EventState.RECEIVED
    assert [line.reason for line in lines_about([row_id])[0]] == ["the day it was mended"]
