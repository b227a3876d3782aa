"""`donations run` as real processes: one clear line when it cannot start, nothing left when it stops."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.packaging.service import Service, clean_environment, started

RUN = [sys.executable, "-c", "from donations.cli import main; main()", "run"]
LIVE = {
    "DONATIONS_MODE": "live",
    "DONATIONS_STRIPE_SECRET_KEY": "sk_live_x",
    "DONATIONS_STRIPE_WEBHOOK_SECRET": "whsec_x",
    "DONATIONS_SECRET_KEY": "x" * 32,
    "DONATIONS_BASE_URL": "https://donate.example.org",
    "DONATIONS_TRUSTED_HOSTS": "donate.example.org",
    "DONATIONS_SMTP_HOST": "mail.example.org",
}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return clean_environment(tmp_path / "data")


def refusal(environment: dict[str, str]) -> list[str]:
    """The lines of a start that was refused."""
    shown = subprocess.run(RUN, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert shown.returncode == 1
    return shown.stderr.splitlines()


def ended_with(service: Service, family: list[psutil.Process]) -> int:
    """Its exit code, once nothing of it is left."""
    code = service.process.wait(10)
    _gone, left = psutil.wait_procs(family, timeout=2)
    assert left == [], service.output()
    return code


@pytest.mark.parametrize("name", ["PORT", "SANDBOX_PORT"])
def test_a_port_in_use_is_told_in_one_line(environment: dict[str, str], name: str) -> None:
    with socket.create_server(("127.0.0.1", int(environment[name]))):
        [line] = refusal(environment)
    assert line == f"donations: port {environment[name]} is in use; choose another with {name}=…"


def test_a_live_service_never_migrates_by_itself(environment: dict[str, str]) -> None:
    lines = refusal({**environment, **LIVE})
    assert lines == ["donations: The database is not up to date. Run: donations migrate"]


def test_bad_settings_are_told_before_anything_starts(environment: dict[str, str]) -> None:
    lines = refusal({**environment, "DONATIONS_STRIPE_SECRET_KEY": "sk_live_x", "DONATIONS_MODE": "test"})
    assert "Traceback" not in "\n".join(lines)
    assert lines[0] == "donations: DONATIONS_STRIPE_SECRET_KEY is a live key: set DONATIONS_MODE=live"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_is_gone_within_two_seconds(
    environment: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    with started(RUN, tmp_path, environment) as service:
        assert "<form" in service.page("/give")
        assert service.stop(number, to_all=number == signal.SIGINT) == [], service.output()
        assert service.process.returncode == 0, service.output()


@pytest.mark.parametrize("part", [0, 1, 2], ids=["sandbox", "web", "worker"])
def test_when_one_part_dies_all_stop(environment: dict[str, str], tmp_path: Path, part: int) -> None:
    with started(RUN, tmp_path, environment) as service:
        parts = sorted(psutil.Process(service.process.pid).children(), key=lambda each: each.pid)
        assert len(parts) == 3
        family = service.family()
        parts[part].kill()
        assert ended_with(service, family) == 1
        assert "process has stopped" in service.output()
