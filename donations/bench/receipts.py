"""Printing receipts from stored data, on one core, beside a page of one line from the same typesetter."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, cycle
from typing import Any

import typst
from sqlalchemy import select

from donations.app import create_app
from donations.bench.figures import Asked, Figure, in_turn, least_figure, middle
from donations.bench.process import leave_printing_out, store_paid_donations
from donations.bench.service import fresh_settings
from donations.core.database import db, session
from donations.core.drain import drain
from donations.receipts.documents import render_receipt, warm_up
from donations.receipts.models import Receipt

_AT_LEAST = 60
_KINDS = 50  # snapshots of so many donations; each print has a number of its own, so that none is remembered
_LINE = b'#set document(title: "Floor")\n#sys.inputs.line'


def bench(asked: Asked) -> list[Figure]:
    """Documents for each second of a processor's time, whatever else the machine does."""
    snapshots = _stored_snapshots(asked)
    warm_up()
    share = asked.seconds / asked.rounds / 2
    printed, bare = in_turn(
        asked.rounds,
        partial(_rate, share, partial(_print_next, snapshots)),
        partial(_rate, share, partial(_one_line, typst.Fonts(include_system_fonts=False), count())),
    )
    figure = least_figure("tagged receipts printed on one core", printed, "a second", _AT_LEAST)
    return [figure, Figure("… a page of one line", "", f"{middle(bare)} a second")]


def _stored_snapshots(asked: Asked) -> Iterator[dict[str, Any]]:
    with fresh_settings(asked.prepare) as settings:
        store_paid_donations(settings, min(asked.rows, _KINDS))
        app = create_app(settings)
        leave_printing_out(app)
        with app.app_context():
            drain()
            snapshots = list(session.scalars(select(Receipt.snapshot)))
            session.remove()
            db.engine.dispose()
    return ({**snapshot, "number": f"SANDBOX-D/2026/{number:06d}"} for number, snapshot in enumerate(cycle(snapshots)))


def _print_next(snapshots: Iterator[dict[str, Any]]) -> None:
    render_receipt(next(snapshots))


def _one_line(fonts: typst.Fonts, numbers: Iterator[int]) -> None:
    inputs = {"line": str(next(numbers))}
    typst.compile(_LINE, format="pdf", sys_inputs=inputs, pdf_standards=["a-2a", "ua-1"], font_paths=fonts)


def _rate(seconds: float, work: Callable[[], None]) -> float:
    done, started, spent = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - started < seconds:
        work()
        done += 1
    return done / (time.process_time() - spent)
