from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from donations.core.database import session, transaction
from donations.core.errors import NotFound, Refused
from donations.core.outbox import Owed
from donations.core.tokens import SealedText
from donations.payments.queries import event_by_provider_id
from donations.payments.replay_event import check_replay, close_event, replay_event
from donations.payments.states import EventState
from tests.payments.inbox_events import event, receive


@pytest.mark.parametrize("state", EventState)
def test_every_event_but_one_that_waits_is_applied_again(inside: Flask, state: EventState) -> None:
    receive(event())
    with transaction():
        session.execute(delete(Owed))
        close_event(event_by_provider_id("evt_1").id, state)
    may_be = state != EventState.RECEIVED

    with transaction():
        if may_be:
            replay_event(event_by_provider_id("evt_1"))
        else:
            with pytest.raises(Refused, match="evt_1"):
                replay_event(event_by_provider_id("evt_1"))
    stored = event_by_provider_id("evt_1")
    assert (stored.state, stored.applied_at) == (EventState.RECEIVED, None)
    assert len(session.scalars(select(Owed)).all()) == may_be


def test_an_event_that_never_came_cannot_be_applied_again(inside: Flask) -> None:
    with pytest.raises(NotFound, match="evt_never"):
        event_by_provider_id("evt_never")


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        ({"livemode": True}, "real money, and these books are a test"),
        ({"account": "acct_1"}, "connected account acct_1"),
        ({"data": {"object": {"object": "charge", "metadata": {"installation": "theirs"}}}}, "installation \\(theirs"),
    ],
)
def test_what_is_somebody_elses_is_never_applied_and_we_say_whose(inside: Flask, odd: dict[str, Any], why: str) -> None:
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


def test_a_kind_of_no_use_may_be_tried_again_by_a_later_version(inside: Flask) -> None:
    receive(event(kind="balance.available"))
    with transaction():
        replay_event(event_by_provider_id("evt_1"))
    assert event_by_provider_id("evt_1").state == EventState.RECEIVED
