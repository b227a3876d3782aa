import pytest
from flask import Flask
from sqlalchemy import delete, select

from donations.core.database import session, transaction
from donations.core.errors import NotFound, Refused
from donations.core.outbox import Owed
from donations.payments.queries import event_by_provider_id
from donations.payments.replay_event import replay_event
from donations.payments.states import MOVES, EventState
from tests.payments.inbox_events import event, receive


@pytest.mark.parametrize("state", EventState)
def test_only_ignored_and_parked_events_are_applied_again(inside: Flask, state: EventState) -> None:
    receive(event())
    with transaction():
        session.execute(delete(Owed))
        event_by_provider_id("evt_1").state = state
    may_be = state in (EventState.IGNORED, EventState.PARKED)

    with transaction():
        if may_be:
            replay_event(event_by_provider_id("evt_1"))
        else:
            with pytest.raises(Refused, match="evt_1"):
                replay_event(event_by_provider_id("evt_1"))
    stored = event_by_provider_id("evt_1")
    assert stored.state == (EventState.RECEIVED if may_be else state)
    assert len(session.scalars(select(Owed)).all()) == may_be


def test_an_event_that_never_came_cannot_be_applied_again(inside: Flask) -> None:
    with pytest.raises(NotFound, match="evt_never"):
        event_by_provider_id("evt_never")


def test_an_applied_event_stays_applied() -> None:
    assert MOVES[EventState.APPLIED] == set()
