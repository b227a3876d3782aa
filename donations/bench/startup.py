"""How long `donations run` takes to answer, and how much memory its processes hold."""

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from donations.bench.asked import Asked
from donations.bench.figures import Figure, most_figure
from donations.bench.memory import Memory, memory_below
from donations.bench.service import free_port

_SECONDS, _MEBIBYTES = 2.0, 260.0
_LIBRARIES = "import flask, flask_babel, flask_wtf, granian.server, sqlalchemy.orm, structlog"
_RUN = "import sys; from donations.cli import main; sys.argv = ['donations', 'run']; main()"
_REST = 3.0  # the worker still warms its typesetter up when the service answers


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds until it answered, and what its processes hold a little later."""

    seconds: float
    memory: Memory


def bench(asked: Asked) -> list[Figure]:
    """The first start migrates, the others find everything there. Beside it: loading the libraries alone."""
    with tempfile.TemporaryDirectory(prefix="donations-bench-") as folder:
        first = _start(folder)
        starts = [_start(folder) for _ in range(asked.rounds)]
    libraries = [_load_libraries() for _ in range(asked.rounds)]
    warm = most_figure("a warm start answers after", [start.seconds for start in starts], "s", _SECONDS)
    resident = [start.memory.web_and_worker for start in starts]
    return [
        warm,
        Figure("… the first, with an empty database", f"{first.seconds:,.1f} s"),
        Figure("… the libraries alone are loaded after", "", f"{median(libraries):,.1f} s"),
        most_figure("web and worker hold", resident, "MiB", _MEBIBYTES),
        Figure("… all processes, shared pages once", f"{median(start.memory.whole for start in starts):,.0f} MiB"),
    ]


def _start(folder: str) -> Start:
    began = time.perf_counter()
    with _service(folder) as process:
        if not any(line.startswith("Ready:") for line in process.stdout or ()):
            raise RuntimeError("the service did not start")
        seconds = time.perf_counter() - began
        time.sleep(_REST)
        return Start(seconds, memory_below(process.pid))


@contextmanager
def _service(folder: str) -> Iterator[subprocess.Popen[str]]:
    """In a clean environment."""
    given = [f"PORT={free_port()}", f"SANDBOX_PORT={free_port()}", f"DONATIONS_DATA_DIR={folder}"]
    command = ["/usr/bin/env", "-i", *given, sys.executable, "-c", _RUN]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own command
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()


def _load_libraries() -> float:
    began = time.perf_counter()
    subprocess.run(["/usr/bin/env", "-i", sys.executable, "-c", _LIBRARIES], check=True)  # noqa: S603 - our own command
    return time.perf_counter() - began
