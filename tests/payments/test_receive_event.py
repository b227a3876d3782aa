"""Stored once, whoever tells it and however many at once; its body sealed, its work owed."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import delete, select

from donations.core.database import session, transaction
from donations.core.errors import NotFound
from donations.core.installation import Mode
from donations.core.outbox import Owed
from donations.core.tokens import SealedText
from donations.payments.models import ProviderEvent
from donations.payments.queries import locked_event
from tests.payments.inbox_events import event, receive, receive_all, us

STRANGER = UUID("00000000-0000-7000-8000-000000000001")


def only_event() -> ProviderEvent:
    return session.scalars(select(ProviderEvent)).one()


def test_a_new_event_is_stored_and_owed(inside: Flask) -> None:
    assert receive(event())

    stored = only_event()
    assert (stored.provider_event_id, stored.state, stored.object_id) == ("evt_1", "received", "pi_1")
    assert [row.subject_id for row in session.scalars(select(Owed))] == [stored.id]


def test_a_repeated_event_is_dropped_and_owed_once(inside: Flask) -> None:
    assert [receive(event()) for _ in range(3)] == [True, False, False]
    assert len(session.scalars(select(Owed)).all()) == 1


def test_several_are_stored_together_and_one_told_twice_among_them_once(inside: Flask) -> None:
    receive(event("evt_old"))
    assert receive_all(event("evt_1"), event("evt_old"), event("evt_2"), event("evt_1")) == [True, False, True, False]
    assert {row.provider_event_id for row in session.scalars(select(ProviderEvent))} == {"evt_old", "evt_1", "evt_2"}
    assert len(session.scalars(select(Owed)).all()) == 3


def test_an_event_told_by_many_at_once_is_stored_once(inside: Flask) -> None:
    together, shown = Barrier(4), event()

    def tell(_number: int) -> bool:
        with inside.app_context():
            here = us()
            session.rollback()
            together.wait()
            return receive(shown, here)

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(tell, range(4))) == [False, False, False, True]
    session.rollback()  # SQLite goes on showing what was there when the reading began
    assert only_event().state == "received"
    bodies = select(SealedText).where(SealedText.subject == "provider_event")
    assert len(session.scalars(bodies).all()) == 1
    assert len(session.scalars(select(Owed)).all()) == 1


@pytest.mark.parametrize(
    ("fields", "here", "reason"),
    [
        ({"livemode": True}, us, "not ours: another mode"),
        ({}, lambda: us(Mode.LIVE), "not ours: another mode"),
        ({"account": "acct_1"}, us, "not ours: a connected account"),
        ({}, lambda: us(installation_id=STRANGER), "not ours: another installation"),
        ({"type": "payout.paid"}, us, "not used: nothing here depends on this kind of event"),
    ],
    ids=["mode", "our mode", "account", "installation", "kind"],
)
def test_what_is_not_ours_is_kept_with_the_reason_and_owes_nothing(inside: Flask, fields, here, reason) -> None:
    assert receive(event(**fields), here())

    assert (only_event().state, only_event().reason) == ("ignored", reason)
    assert session.scalars(select(Owed)).all() == []


def test_the_body_is_kept_word_for_word_behind_a_salted_digest(inside: Flask) -> None:
    shown = event(note="Żółć")
    receive(shown)

    stored = only_event()
    sealed = session.get_one(SealedText, stored.body_id)
    assert locked_event(stored.id).body == shown
    assert sealed.text == json.dumps(shown)
    assert hashlib.sha256(sealed.salt + sealed.text.encode()).hexdigest() == stored.body_digest


def test_a_forgotten_body_leaves_the_event_and_says_so(inside: Flask) -> None:
    receive(event())
    with transaction():
        session.execute(delete(SealedText))
    session.expire_all()

    assert only_event().body_id is None
    with pytest.raises(NotFound):
        _ = locked_event(only_event().id).body
