from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from donations.core.database import session, transaction
from donations.core.errors import NotFound, Refused
from donations.core.outbox import Owed
from donations.core.sealed import SealedText
from donations.payments.queries import event_by_provider_id
from donations.payments.replay_event import check_replay, replay_event
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


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        ({"livemode": True}, "another mode"),
        ({"account": "acct_1"}, "a connected account"),
        ({"kind": "balance.available"}, "not used"),
    ],
)
def test_what_was_not_for_us_when_it_came_is_not_for_us_later(inside: Flask, odd: dict[str, Any], why: str) -> None:
    receive(event(**odd))
    with transaction(), pytest.raises(Refused, match=why):
        replay_event(event_by_provider_id("evt_1"))
    assert event_by_provider_id("evt_1").state == EventState.IGNORED


def test_an_event_whose_body_is_forgotten_or_odd_is_not_applied_again(inside: Flask) -> None:
    receive(event(livemode=True))
    for change, why in ((update(SealedText).values(text="{odd"), "cannot be read"), (delete(SealedText), "deleted")):
        with transaction():
            session.execute(change)
        session.expire_all()
        with pytest.raises(Refused, match=why):
            check_replay(event_by_provider_id("evt_1"))


def test_an_applied_event_stays_applied() -> None:
    assert MOVES[EventState.APPLIED] == set()
