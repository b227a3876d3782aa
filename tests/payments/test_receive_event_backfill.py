"""The same inbox for what is fetched: stored once, foreign events ignored, odd ones left out."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from donations.core.database import session, transaction
from donations.core.outbox import Owed
from donations.payments.models import ProviderEvent
from donations.payments.receive_event import FETCH_MISSED_EVENTS, store_fetched
from tests.payments.inbox_events import event, receive
from tests.story import Story


def store(*shown: object) -> int:
    """How many of them were new."""
    with transaction():
        return store_fetched(*(json.dumps(each).encode() for each in shown))


def states() -> dict[str, str]:
    return {row.provider_event_id: row.state for row in session.scalars(select(ProviderEvent))}


def test_a_fetched_event_is_new_once(inside: Flask) -> None:
    assert [store(event()), store(event())] == [1, 0]
    assert len(session.scalars(select(Owed)).all()) == 1


def test_a_fetched_event_that_came_by_webhook_is_not_new(inside: Flask) -> None:
    receive(event())

    assert not store(event())


def test_a_fetched_event_of_another_mode_is_ignored(inside: Flask) -> None:
    store(event(livemode=True))

    assert states() == {"evt_1": "ignored"}


@pytest.mark.parametrize("odd", [{}, {"object": "event"}, {"object": "event", "id": "evt 1", "data": {"object": {}}}])
def test_an_event_nobody_can_read_is_left_out(inside: Flask, odd: dict[str, object]) -> None:
    assert not store(odd)
    assert states() == {}


def test_a_fetch_of_many_stores_what_is_new_of_them(inside: Flask) -> None:
    receive(event("evt_1"))
    assert store(event("evt_2"), event("evt_1"), {}, event("evt_3"), event("evt_2")) == 2
    assert states() == {"evt_1": "received", "evt_2": "received", "evt_3": "received"}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_night_of_thousands_takes_no_more_locks_than_the_database_has(inside: Flask) -> None:
    held = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
    body = event()
    with transaction():
        assert store_fetched(*(json.dumps(body | {"id": f"evt_{number}"}).encode() for number in range(3000))) == 3000
        assert session.scalar(held) <= 1000


def test_the_nightly_look_reaches_back_over_a_missed_night(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    story.clock.shift(timedelta(hours=47))
    look = FETCH_MISSED_EVENTS.using(gateway=story.app.extensions["services"].gateway)
    with story.inside():
        tick = object()
        since = look.prepare(tick)
        bodies = look.work(since)
        with transaction():
            look.record(tick, since, bodies)
        assert set(states()) == {shown["id"] for shown in story.sandbox.events()}
