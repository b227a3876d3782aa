"""The worker's life: it drains, waits out trouble, and finishes its batch when asked to stop."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from donations.core import outbox
from donations.core.database import db, session, transaction
from donations.core.ids import new_id
from donations.core.outbox import Event, Outside, Owed, Reaction, Scheduled
from donations.worker.loop import run_worker, work_once

LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class BellRang(Event):
    bell_id: UUID


@pytest.fixture(autouse=True)
def _signals_as_before():
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def ring(app: Flask, times: int = 1) -> None:
    with app.app_context(), transaction():
        for _ in range(times):
            outbox.record(BellRang(new_id()))


def still_owed(app: Flask) -> list[str]:
    with app.app_context():
        return list(session.scalars(select(Owed.reaction)))


def stopping(number: signal.Signals, work: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Work during which the worker is asked to stop."""

    def run(given: Any) -> Any:
        os.kill(os.getpid(), number)
        return work(given)

    return run


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_finishes_what_it_has_begun(app: Flask, number: signal.Signals) -> None:
    done = []
    outside = Outside(lambda _event: "asked", stopping(number, str), lambda *shown: done.append(shown[2]))
    outbox.install({BellRang: [Reaction("fetch", outside)]})
    ring(app)
    run_worker(app, LEASE)
    assert (done, still_owed(app)) == (["asked"], [])


def test_it_plans_the_schedule_and_warms_up_before_it_works(app: Flask) -> None:
    shown = []
    tick = Reaction("wind", stopping(signal.SIGTERM, lambda _event: shown.append("wound")))
    outbox.install({}, [Scheduled(timedelta(hours=1), tick)])
    run_worker(app, LEASE, lambda: shown.append("warm"))
    assert (shown, still_owed(app)) == (["warm", "wound"], ["wind"])


def test_with_nothing_to_do_it_rests_and_else_goes_on_at_once(app: Flask) -> None:
    outbox.install({BellRang: [Reaction("say", lambda _event: None)]})
    ring(app)
    with app.app_context():
        assert [work_once(LEASE) == 0, work_once(LEASE) > 0] == [True, True]


def test_trouble_with_the_database_is_waited_out(app: Flask) -> None:
    outbox.install({BellRang: [Reaction("say", lambda _event: None)]})
    ring(app)
    with app.app_context():
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE outbox RENAME TO lost")
        assert work_once(LEASE) > 1
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE lost RENAME TO outbox")
        assert work_once(LEASE) == 0
    assert still_owed(app) == []
