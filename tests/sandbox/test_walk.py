"""Time passes day by day: webhooks first, then whatever the service owes, then the next day."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from donations.sandbox import walk
from donations.sandbox.sandbox import Sandbox
from donations.sandbox.walk import Walk, idle_probe
from tests.sandbox.helpers import delivering
from tests.sandbox.regular import begun


@pytest.fixture
def walking(sandbox: Sandbox) -> Callable[..., Walk]:
    """A walk beside a service that takes every webhook, and is idle when `is_idle` says so."""

    def go(days: int, is_idle: Callable[[float], bool] = lambda _spent: True) -> Walk:
        found = Walk(sandbox, is_idle, delivering(sandbox))
        assert found.start(days)
        return found

    return go


def ended(walk: Walk) -> Walk:
    deadline = time.monotonic() + 20
    while not walk.progress().is_over and time.monotonic() < deadline:
        time.sleep(0.01)
    assert walk.progress().is_over
    return walk


def test_each_day_is_told_before_the_next(sandbox: Sandbox, walking: Callable[..., Walk]) -> None:
    begun(sandbox)
    started = sandbox.world.now()
    progress = ended(walking(33)).progress()
    assert (progress.done, progress.hurried) == (33, 0)
    assert progress.today == sandbox.world.when(started + 33 * 86_400).date().isoformat()
    assert progress.webhooks >= 8
    assert sandbox.deliveries.owed() == 0
    assert sandbox.events("invoice.paid")[-1]["created"] < started + 33 * 86_400


def test_the_next_day_waits_for_the_service(sandbox: Sandbox, walking: Callable[..., Walk]) -> None:
    answers = iter([False, False, False, *[True] * 100])
    days: list[int] = []

    def is_idle(_spent: float) -> bool:
        days.append(sandbox.world.offset() // 86_400)
        return next(answers)

    ended(walking(2, is_idle))
    assert days == [1, 1, 1, 1, 2]


def test_a_service_that_is_never_done_does_not_stop_time(
    walking: Callable[..., Walk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "_PATIENCE", 0.2)
    progress = ended(walking(2, lambda _spent: False)).progress()
    assert (progress.done, progress.hurried) == (2, 2)


def test_one_walk_at_a_time_and_not_for_ever(sandbox: Sandbox, walking: Callable[..., Walk]) -> None:
    gate = threading.Event()
    first = walking(1, lambda _spent: gate.is_set())
    assert not first.start(1)
    gate.set()
    ended(first)
    for days in (0, -1, 1001):
        with pytest.raises(ValueError, match="days"):
            first.start(days)


def test_a_walk_that_breaks_off_is_over(sandbox: Sandbox, walking: Callable[..., Walk]) -> None:
    def broken(_spent: float) -> bool:
        raise RuntimeError("on purpose")

    shown = ended(walking(5, broken)).details()
    assert (shown["done"], shown["days"], shown["is_over"]) == (0, 0, True)
    assert sandbox.world.offset() == timedelta(days=1).total_seconds()


@pytest.fixture
def health() -> Iterator[tuple[str, dict[str, Any]]]:
    """A health page that tells what is put into it."""
    shown: dict[str, Any] = {}

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(shown).encode())

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    door = HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=door.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{door.server_port}", shown
    door.shutdown()
    door.server_close()


def test_what_is_tried_again_is_waited_for_a_moment(health: tuple[str, dict[str, Any]]) -> None:
    address, shown = health
    is_idle = idle_probe(address)
    shown["owed"] = {"due": 2, "retrying": 0}
    assert not is_idle(20)
    shown["owed"] = {"due": 0, "retrying": 1}
    assert (is_idle(0.5), is_idle(5)) == (False, True)
    shown["owed"] = {"due": 0, "retrying": 0}
    assert is_idle(0)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "https://give.example.org"])
def test_a_service_that_cannot_be_asked_is_not_waited_for(address: str) -> None:
    assert idle_probe(address)(0)


def test_a_page_that_tells_nothing_is_not_waited_for(health: tuple[str, dict[str, Any]]) -> None:
    assert idle_probe(health[0])(0)
