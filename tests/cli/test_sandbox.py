"""`donations sandbox`: time passes day by day, told as it goes."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from donations.sandbox.sandbox import Sandbox
from donations.sandbox.web.app import SandboxWeb
from tests.cli.conftest import Typed


@pytest.fixture
def beside(sandbox: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A sandbox on loopback beside a service that cannot be asked what it owes."""
    web = make_server("127.0.0.1", 0, SandboxWeb(sandbox, "https://give.example.org"), threaded=True)
    threading.Thread(target=web.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setenv("SANDBOX_PORT", str(web.server_port))
    yield sandbox
    web.shutdown()
    web.server_close()


def test_days_pass_one_by_one(typed: Typed, beside: Sandbox) -> None:
    shown = typed("sandbox", "advance", "--days", "3", "--hours", "2")
    assert shown.code == 0, shown.err
    assert "day 3 of 3: 2026-11-13, 0 webhooks so far\n" in shown.out
    assert shown.out.splitlines()[-1].endswith("266400 seconds ahead")
    assert beside.world.offset() == 266_400


def test_minutes_pass_at_once(typed: Typed, beside: Sandbox) -> None:
    assert typed("sandbox", "advance", "--minutes", "5").out.endswith("300 seconds ahead\n")


def test_a_refusal_is_told(typed: Typed, beside: Sandbox) -> None:
    shown = typed("sandbox", "advance", "--days", "1001")
    assert shown.code == 1
    assert "between 1 and 1000 days" in shown.err


def test_without_a_sandbox_there_is_nothing_to_steer(
    typed: Typed, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANDBOX_PORT", "9")
    shown = typed("sandbox", "advance", "--days", "1")
    assert shown.code == 1
    assert "is donations run running?" in shown.err
