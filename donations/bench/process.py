"""Applying stored events with all that follows from them, printing and mailing once left out and once not."""

import json
import time

from flask import Flask

from donations.app import create_app
from donations.bench.donations import reports_of_paid_donations
from donations.bench.figures import BenchOptions, Figure, least_figure, middle
from donations.bench.service import fresh_settings
from donations.core import outbox
from donations.core.database import db, session, transaction
from donations.core.drain import drain
from donations.payments.receive_event import store_fetched
from donations.reactions import reactions
from donations.receipts.documents import warm_up
from donations.receipts.events import ReceiptIssued
from donations.settings import Settings

_AT_LEAST = 600
_AT_ONCE = 200  # events stored in one transaction: that is not what is measured


def bench(options: BenchOptions) -> list[Figure]:
    """Events a second on SQLite, for `rows` donations of three events each."""
    inside, whole = [], []
    for _ in range(options.rounds):
        inside.append(_round(options, is_whole=False))
        whole.append(_round(options, is_whole=True))
    return [
        least_figure("events applied, donations settled, receipts issued", inside, "events/s", _AT_LEAST),
        Figure("… with each receipt printed and its letter written", f"{middle(whole)} events/s"),
    ]


def _round(options: BenchOptions, *, is_whole: bool) -> float:
    with fresh_settings(options.prepare) as settings:
        count = store_paid_donations(settings, options.rows)
        app = create_app(settings)
        if is_whole:
            warm_up()
        else:
            leave_printing_out(app)
        with app.app_context():
            started = time.perf_counter()
            drain()
            spent = time.perf_counter() - started
            session.remove()
            db.engine.dispose()
    return count / spent


def store_paid_donations(settings: Settings, donations: int) -> int:
    """Put the events of so many paid donations into the inbox; how many there are."""
    events = reports_of_paid_donations(settings, donations)
    with create_app(settings).app_context():
        for start in range(0, len(events), _AT_ONCE):
            with transaction():
                for event in events[start : start + _AT_ONCE]:
                    store_fetched(json.dumps(event, ensure_ascii=False).encode())
        session.remove()
        db.engine.dispose()
    return len(events)


def leave_printing_out(app: Flask) -> None:
    """What a receipt brings with it is not owed: no document, so no letter."""
    outbox.install({**reactions(app.extensions["services"]), ReceiptIssued: []})
