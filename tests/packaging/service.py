"""The service as an operator starts it: a process of its own, told apart by its output and its signals."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import psutil

PATIENCE = 120


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def clean_environment(data: Path) -> dict[str, str]:
    """Free ports, a data folder, and nothing of ours from outside."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DONATIONS_", "PYTEST"))}
    own = {"PORT": str(free_port()), "SANDBOX_PORT": str(free_port()), "DONATIONS_DATA_DIR": str(data)}
    return {**inherited, **own, "PYTHONUNBUFFERED": "1"}


class Service:
    """One start of it, until it ends."""

    def __init__(self, command: list[str], folder: Path, environment: dict[str, str]) -> None:
        self.url = f"http://127.0.0.1:{environment['PORT']}"
        self.log = folder / "service.log"
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=output, stderr=output, start_new_session=True
            )

    def output(self) -> str:
        """Everything printed so far."""
        return self.log.read_text()

    def wait_until_ready(self) -> None:
        """Until it says so; fails with its output when it ends before."""
        deadline = time.monotonic() + PATIENCE
        while f"Ready: {self.url}" not in self.output():
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < deadline, self.output()
            time.sleep(0.05)

    def page(self, path: str) -> str:
        """A page as a visitor gets it."""
        with urlopen(f"{self.url}{path}", timeout=10) as answer:
            text: str = answer.read().decode()
            return text

    def family(self) -> list[psutil.Process]:
        """The process and all it has started."""
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def stop(self, send: signal.Signals = signal.SIGTERM, *, to_all: bool = False) -> list[psutil.Process]:
        """Ask it to end, as `kill` (one process) or Ctrl-C (the whole group) does; who is still there after 2 s."""
        family = self.family()
        (os.killpg if to_all else os.kill)(self.process.pid, send)
        deadline = time.monotonic() + 2
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(2)
        return psutil.wait_procs(family, timeout=max(0, deadline - time.monotonic()))[1]


@contextmanager
def started(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[Service]:
    """The service, ready; whatever a test leaves of it is killed."""
    service = Service(command, folder, environment)
    try:
        service.wait_until_ready()
        yield service
    finally:
        with suppress(ProcessLookupError):
            os.killpg(service.process.pid, signal.SIGKILL)
        service.process.wait()
