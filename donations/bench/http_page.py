"""The donation page under load, beside a bare Flask view with one read: both under granian, 16 connections."""

import sqlite3
import threading
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

from flask import Flask

from donations.app import create_app
from donations.bench.figures import BenchOptions, Figure, in_turn, most_figure, ratio_figure
from donations.bench.service import Load, drive, fresh_settings, served

_PAGE = "/pl/give?amount=50&currency=PLN"
_AT_LEAST, _P99 = 0.7, 30.0


def bench(options: BenchOptions) -> list[Figure]:
    """Requests a second, and the slowest hundredth of ours."""
    seconds = options.seconds / options.rounds / 2
    with (
        fresh_settings(options.prepare) as settings,
        served(partial(create_app, settings)) as ours,
        served(partial(bare_app, settings.data_dir / "donations.sqlite3")) as bare,
    ):
        for port in (ours, bare):
            drive(port, page_requests(_PAGE), 0.2)  # warm
        pages, floor = in_turn(options.rounds, partial(_load, ours, seconds), partial(_load, bare, seconds))
    rates = [load.rate for load in pages], [load.rate for load in floor]
    return [
        ratio_figure("page with the donation form", rates, "requests/s", _AT_LEAST),
        most_figure("its p99 over 16 connections", [load.p99 for load in pages], "ms", _P99),
    ]


def _load(port: int, seconds: float) -> Load:
    load = drive(port, page_requests(_PAGE), seconds)
    if load.failures:
        raise RuntimeError(f"{load.failures} of {len(load.latencies)} requests failed")
    return load


def page_requests(path: str) -> Iterator[bytes]:
    """Each from another address, as through a proxy."""
    for number in count():
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        yield f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {address}\r\n\r\n".encode()


def bare_app(database: Path) -> Flask:
    """The floor: Flask, one read over a connection of each thread's own, a text of the same kind."""
    app, here = Flask("bare"), threading.local()

    @app.get("/<path:_page>")
    def page(_page: str) -> str:
        if not hasattr(here, "connection"):
            here.connection = sqlite3.connect(database, isolation_level=None)
        name, accent = here.connection.execute("SELECT name, accent FROM organisation").fetchone()
        return f"<!DOCTYPE html><title>{name}</title><p style='color:{accent}'>{'Give. ' * 1500}</p>"

    return app
