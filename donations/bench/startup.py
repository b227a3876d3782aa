"""How long `donations run` takes to answer, and how much memory its processes hold."""

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from donations.bench.figures import BenchOptions, Figure, most_figure
from donations.bench.service import free_port

_KIBIBYTE_IN_MEBIBYTES = 1 / 1024


@dataclass(frozen=True, slots=True)
class Memory:
    """In MiB: the process that serves pages and the worker, resident; and all together, each shared page once."""

    web_and_worker: float
    whole: float


def memory_below(main: int) -> Memory:
    """Of `donations run` in sandbox mode: its children are the sandbox, the web server's parent and the worker."""
    _sandbox, web, worker = sorted(_children(main))
    serving = max(_resident(child) for child in _children(web))
    everyone = [main, *_descendants(main)]
    return Memory(serving + _resident(worker), sum(map(_share, everyone)))


def _children(parent: int) -> list[int]:
    statuses = Path("/proc").glob("[0-9]*/status")
    return [int(status.parent.name) for status in statuses if _field(status, "PPid") == parent]


def _descendants(parent: int) -> list[int]:
    children = _children(parent)
    return children + [below for child in children for below in _descendants(child)]


def _resident(process: int) -> float:
    return _field(Path(f"/proc/{process}/status"), "VmRSS") * _KIBIBYTE_IN_MEBIBYTES


def _share(process: int) -> float:
    return _field(Path(f"/proc/{process}/smaps_rollup"), "Pss") * _KIBIBYTE_IN_MEBIBYTES


def _field(file: Path, name: str) -> int:
    """One figure of a file of `/proc`; 0 when the process is gone meanwhile."""
    try:
        lines = file.read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)


_SECONDS, _MEBIBYTES = 2.0, 260.0
_LIBRARIES = "import flask, flask_babel, flask_wtf, granian.server, sqlalchemy.orm, structlog"
_RUN = "import sys; from donations.cli import main; sys.argv = ['donations', 'run']; main()"
_REST = 3.0  # the worker still warms its typesetter up when the service answers


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds until it answered, and what its processes hold a little later."""

    seconds: float
    memory: Memory


def bench(options: BenchOptions) -> list[Figure]:
    """The first start migrates, the others find everything there. Beside it: loading the libraries alone."""
    with tempfile.TemporaryDirectory(prefix="donations-bench-") as folder:
        first = _start(folder)
        starts = [_start(folder) for _ in range(options.rounds)]
    libraries = [_load_libraries() for _ in range(options.rounds)]
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
