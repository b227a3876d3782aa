"""The worker's life: drain, rest a moment, drain again, until asked to stop."""

import signal
import threading
from collections.abc import Callable
from datetime import timedelta

import structlog
from flask import Flask
from sqlalchemy.exc import DBAPIError

from donations.core import outbox
from donations.core.database import session, transaction
from donations.core.drain import drain_batch

log = structlog.get_logger()
_REST = 0.2  # seconds between looks at an empty table
_REST_AFTER_TROUBLE = 2.0


def run_worker(app: Flask, lease: timedelta, warm_up: Callable[[], None] | None = None) -> None:
    """Work until SIGTERM or SIGINT; the batch under way is finished first."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    with app.app_context():
        with transaction():
            outbox.plan_schedule()
        if warm_up:
            warm_up()
        while not stopping.is_set():
            stopping.wait(work_once(lease))


def work_once(lease: timedelta) -> float:
    """One batch; returns how long to rest before the next. Trouble with the database is waited out."""
    try:
        return 0 if drain_batch(lease) else _REST
    except DBAPIError as trouble:
        log.warning("database trouble", problem=str(trouble.orig)[:200])
        return _REST_AFTER_TROUBLE
    finally:
        session.remove()
