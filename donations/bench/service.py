"""A service of its own for each bench: a database in a temporary folder, and servers as `donations run` starts them.

The bench's own process opens no database before it forks, as the parent of `donations run`.
"""

import contextlib
import multiprocessing
import secrets
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

from flask import Flask
from granian.constants import Interfaces
from granian.server import Server

from donations.app import create_app
from donations.settings import Settings
from donations.worker.loop import run_worker

THREADS = 8
_LEASE = timedelta(minutes=5)
_fork = multiprocessing.get_context("fork")
_PATIENCE = 30.0
Prepare = Callable[[Settings], None]


@contextmanager
def fresh_settings(prepare: Prepare, database_url: str = "") -> Iterator[Settings]:
    """A sandbox service with the demo foundation, on SQLite and gone afterwards unless told where."""
    with tempfile.TemporaryDirectory(prefix="donations-bench-") as folder:
        settings = Settings(  # type: ignore[call-arg]  # the rest has defaults
            mode="sandbox",
            data_dir=Path(folder),
            database_url=database_url or f"sqlite:///{folder}/donations.sqlite3",
            secret_key=secrets.token_urlsafe(36),
            stripe_webhook_secret=f"whsec_{secrets.token_urlsafe(36)}",
            trusted_proxies=1,  # every request of the load says another address: nobody meets the limits
            log_format="json",
        )
        in_a_child(prepare, settings)
        yield settings


def in_a_child(task: Callable[[Settings], None], settings: Settings) -> None:
    """Do it in a process of its own, to the end."""
    child = _fork.Process(target=task, args=(settings,))
    child.start()
    child.join()
    if child.exitcode:
        raise RuntimeError("the bench could not be prepared")


@contextmanager
def served(load_app: Callable[[], Flask]) -> Iterator[int]:
    """One web process under granian; yields its port once it accepts connections."""
    port = free_port()
    with _running(_serve, load_app, port):
        _wait_for(port)
        yield port


@contextmanager
def working(settings: Settings) -> Iterator[None]:
    """A worker."""
    with _running(_work, settings):
        yield


def _serve(load_app: Callable[[], Flask], port: int) -> None:
    server = Server(
        "donations.app:create_app",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        log_enabled=False,
        websockets=False,
    )
    server.serve(target_loader=load_app, wrap_loader=False)


def _work(settings: Settings) -> None:
    run_worker(create_app(settings), _LEASE)


@contextmanager
def _running(task: Callable[..., None], *arguments: object) -> Iterator[BaseProcess]:
    child = _fork.Process(target=task, args=arguments)
    child.start()
    try:
        yield child
    finally:
        child.terminate()
        child.join()


def free_port() -> int:
    """Nobody listens there now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.01)
    raise RuntimeError("the server did not start")
