import pytest
from sqlalchemy import update

from donations.core.database import session, transaction
from donations.core.errors import NotFound
from donations.core.sealed import SealedText
from donations.reporting.operations.events import event_facts, find_event
from tests.machine_room import parked_event


@pytest.fixture
def event_id(app):
    """Of a parked event; the test runs inside the application."""
    with app.app_context():
        yield parked_event()


def test_an_event_is_found_by_the_providers_id_and_by_ours(event_id):
    assert find_event("evt_1").id == find_event(str(event_id)).id == event_id


@pytest.mark.parametrize("name", ["evt_2", "x" * 10_000, "01890000-0000-7000-8000-000000000001", "%"])
def test_what_is_not_there_is_not_found(event_id, name):
    with pytest.raises(NotFound):
        find_event(name)


def test_the_body_is_shown_in_lines(event_id):
    body = event_facts("evt_1").body
    assert body
    assert '\n  "id": "evt_1",\n' in body


def test_a_body_that_is_no_json_stays_as_it_came(event_id):
    with transaction():
        session.execute(update(SealedText).values(text="{odd"))
    facts = event_facts("evt_1")
    assert (facts.body, facts.donation) == ("{odd", None)
