"""The rival: a webhook handler that trusts the SDK to verify and does everything before it answers."""

import hashlib
import hmac
import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import cycle
from pathlib import Path
from uuid import uuid4

import stripe
from flask import Flask, request

from donations.app import create_app
from donations.bench.donations import Event, reports_of_paid_donations
from donations.bench.figures import BenchOptions, Figure, in_turn, most_figure, ratio_figure
from donations.bench.service import Load, drive, fresh_settings, served, working
from donations.core import clock
from donations.core.database import session, transaction
from donations.core.drain import drain
from donations.payments.receive_event import store_fetched
from donations.settings import Settings
from donations.web.rate_limits import limiter
from donations.web.security import csrf

PATH = "/at-once"


def naive_app(settings: Settings) -> Flask:
    """Our service with one more door: what it is told is settled, receipted, printed and mailed in the request."""
    app = create_app(settings)

    def at_once() -> str:
        body = request.get_data()
        stripe.Webhook.construct_event(body, request.headers["Stripe-Signature"], settings.stripe_webhook_secret)
        with transaction():
            store_fetched(body)
        drain()
        session.remove()
        return "done"

    app.add_url_rule(PATH, view_func=csrf.exempt(limiter.exempt(at_once)), methods=["POST"])
    return app


Loads = Sequence[Load]
_PATH = "/webhooks/stripe"
_OF_FLOOR, _OF_NAIVE, _P99, _P99_BUSY = 0.4, 5.0, 25.0, 75.0


def bench(options: BenchOptions) -> list[Figure]:
    """Events a second stored, and the slowest hundredth with the worker idle and at work."""
    share = options.seconds / options.rounds / 4
    with fresh_settings(options.prepare) as ours, fresh_settings(options.prepare) as theirs:
        details, reported_theirs = (
            reports_of_paid_donations(ours, options.rows),
            reports_of_paid_donations(theirs, options.rows),
        )
        with served(partial(create_app, ours)) as door, served(partial(naive_app, theirs)) as slow_door:
            webhooks = signed_anew(details, _PATH, ours.stripe_webhook_secret)
            stored, bare, at_once = in_turn(
                options.rounds,
                partial(_load, door, webhooks, share),
                partial(_bare_inserts, ours.data_dir / "bare.sqlite3", share),
                partial(_load, slow_door, signed_anew(reported_theirs, PATH, theirs.stripe_webhook_secret), share),
            )
            with working(ours):
                busy = [_load(door, webhooks, share) for _ in range(options.rounds)]
    return _figures(stored, bare, at_once, busy)


def _figures(stored: Loads, bare: Loads, at_once: Loads, busy: Loads) -> list[Figure]:
    rates, floor, naive = ([load.rate for load in loads] for loads in (stored, bare, at_once))
    return [
        ratio_figure("webhooks stored, of bare durable inserts", (rates, floor), "events/s", _OF_FLOOR),
        ratio_figure("… of a handler that does all in the request", (rates, naive), "events/s", _OF_NAIVE),
        most_figure("p99 over 16 connections, worker idle", [load.p99 for load in stored], "ms", _P99),
        most_figure("… while the worker drains", [load.p99 for load in busy], "ms", _P99_BUSY),
    ]


def _load(port: int, requests: Iterator[bytes], seconds: float) -> Load:
    load = drive(port, requests, seconds)
    if load.failures:
        raise RuntimeError(f"{load.failures} of {len(load.latencies)} webhooks were refused")
    return load


def signed_anew(events: Sequence[Event], path: str, secret: str) -> Iterator[bytes]:
    """Each event again and again, as the provider would send it, always under another id."""
    for event in cycle(events):
        body = json.dumps({**event, "id": f"evt_{uuid4().hex}"}, ensure_ascii=False).encode()
        moment = int(clock.now().timestamp())
        digest = hmac.new(secret.encode(), b"%d.%b" % (moment, body), hashlib.sha256).hexdigest()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nStripe-Signature: t={moment},v1={digest}\r\n\r\n"
        )
        yield head.encode() + body


def _bare_inserts(database: Path, seconds: float) -> Load:
    """The floor: one row a commit, durably, from one process with nothing else to do."""
    body, load = "x" * 1500, Load()
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS event (id TEXT PRIMARY KEY, body TEXT)")
        started = time.perf_counter()
        while load.seconds < seconds:
            connection.execute("INSERT INTO event VALUES (?, ?)", (uuid4().hex, body))
            load.latencies.append(time.perf_counter() - started - load.seconds)
            load.seconds = time.perf_counter() - started
    return load
