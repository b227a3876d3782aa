from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from donations.core import clock
from donations.core.database import session
from donations.core.outbox import Owed
from donations.giving.models import Donation
from donations.mail.models import Letter
from donations.payments.models import ProviderEvent
from donations.receipts.models import Receipt
from donations.reporting.operations.background_jobs import About, WorkState, state_of, things_of, work_page
from tests.operations import owed_work

LATER = timedelta(hours=1)


def row_in(state):
    """The id of a row that stands so."""
    now = clock.now()
    how: dict[WorkState, dict[str, Any]] = {
        WorkState.PARKED: {},
        WorkState.RETRYING: {"parked_at": None, "attempts": 2, "due_at": now + LATER},
        WorkState.DUE: {"parked_at": None, "attempts": 0, "due_at": now - LATER},
        WorkState.PLANNED: {"parked_at": None, "attempts": 0, "due_at": now + LATER},
    }
    return owed_work(**how[state])


def test_each_row_is_in_one_state_and_found_by_it(app):
    with app.app_context():
        made = {state: row_in(state) for state in WorkState}
        assert {state: [row.id for row in work_page(state).rows] for state in WorkState} == {
            state: [row_id] for state, row_id in made.items()
        }
        assert {state_of(row, clock.now()): row.id for row in work_page(None).rows} == made


@pytest.mark.parametrize(
    ("kind", "model", "name"),
    [
        ("donation", Donation, "reference"),
        ("receipt", Receipt, "number"),
        ("letter", Letter, "recipient_email"),
        ("event", ProviderEvent, "provider_event_id"),
    ],
)
def test_a_row_says_what_it_is_about(story, kind, model, name):
    story.gives("50.00")
    with story.inside():
        subject = session.scalars(select(model).limit(1)).one()
        owed_work(subject_id=subject.id)
        rows = session.scalars(select(Owed)).all()
        assert things_of(rows) == {subject.id: About(kind, getattr(subject, name))}


def test_what_is_about_nothing_known_says_nothing(app):
    with app.app_context():
        owed_work()
        assert things_of(work_page(None).rows) == {}
        assert things_of([]) == {}
