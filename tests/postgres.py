"""One real PostgreSQL for the whole test run, shared by all of pytest's processes.

The first who asks starts it (`tests/postgres_server.py`); it stops by itself when the run is over, however it ends.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import URL, make_url

_SERVER = Path(__file__).with_name("postgres_server.py")
_ROOMY = 1 << 30
# Settled when first imported: a child that a test forks later still belongs to this run.
_RUN = psutil.Process(os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid())


def fresh_database(template: str | None = None, *, url: str | None = None) -> str:
    """Create a database of its own, a copy of `template` (a URL from here) or empty; returns its URL.

    With `url`, one from here, the database of that name is made anew.
    """
    source = make_url(template).database if template else "template1"
    name = (make_url(url).database if url else None) or f"test_{uuid4().hex}"
    if url:
        drop_database(url)
    # FILE_COPY: 14 ms in memory, 40-130 ms on disk; WAL_LOG took three to five times as long.
    create = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    _administer(create.format(Identifier(name), Identifier(source or "template1")))
    return _url(name)


def drop_database(url: str) -> None:
    """Remove the database, and whoever is still connected to it."""
    name = make_url(url).database or ""
    _administer(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def template_database(name: str, prepare: Callable[[str], None]) -> str:
    """The URL of a database that `prepare(url)` has filled, once per run, to be copied by `fresh_database`."""
    url = _url(f"template_{name}")
    with _alone(f"template-{name}"):
        ready = _home() / f"template-{name}.ready"
        if not ready.exists():
            drop_database(url)
            _administer(SQL("CREATE DATABASE {}").format(Identifier(f"template_{name}")))
            prepare(url)
            _close_to_all(f"template_{name}")
            ready.touch()
    return url


def _close_to_all(name: str) -> None:
    """A database somebody is connected to cannot be copied; a pool in `prepare` may have kept a connection."""
    _administer(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(Identifier(name)))
    _administer(SQL("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = {}").format(name))


def _administer(statement: psycopg.sql.Composed) -> None:
    with psycopg.connect(f"host={_socket_folder()} user=postgres dbname=postgres", autocommit=True) as connection:
        connection.execute(statement)


def _url(name: str) -> str:
    url = URL.create("postgresql+psycopg", username="postgres", database=name, query={"host": _socket_folder()})
    return url.render_as_string(hide_password=False)


@cache
def _socket_folder() -> str:
    ready = _home() / "ready.json"
    with _alone("start"):
        if not ready.exists():
            _start(ready)
    folder: str = json.loads(ready.read_text())["socket_folder"]
    return folder


def _start(ready: Path) -> None:
    log = _home() / "server.log"
    command = [sys.executable, str(_SERVER), str(_home()), str(_RUN.pid)]
    # The library keeps a lock in the temporary folder, which another account of this machine may own.
    environment = {**os.environ, "TMPDIR": str(_home())}
    with log.open("w") as output:
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=output, start_new_session=True)
    deadline = time.monotonic() + 60
    while not ready.exists():
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.02)
    server.returncode = 0  # it outlives this run by a moment; Python would warn of a child that is forgotten


@cache
def _home() -> Path:
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOMY
    home = (memory if roomy else Path(tempfile.gettempdir())) / f"donations-postgres-{_run_name()}"
    home.mkdir(exist_ok=True)
    return home


def _run_name() -> str:
    return f"{_RUN.pid}-{int(_RUN.create_time())}"


@contextmanager
def _alone(name: str) -> Iterator[None]:
    with (_home() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
