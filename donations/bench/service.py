"""A small load generator: some connections kept open, each asking again as soon as it is answered."""

import contextlib
import multiprocessing
import secrets
import selectors
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from statistics import quantiles

from flask import Flask
from granian.constants import Interfaces
from granian.server import Server

from donations.app import create_app
from donations.settings import Settings
from donations.worker.loop import run_worker

CONNECTIONS = 16
_CHUNK = 65536
_OK = b"2"


@dataclass
class Load:
    """What came back."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)  # seconds
    failures: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    @property
    def p99(self) -> float:
        """Milliseconds that one answer in a hundred takes longer than."""
        return quantiles(self.latencies, n=100)[98] * 1000 if len(self.latencies) > 1 else 0.0


@dataclass
class _Line:
    """One connection, the answer as far as it has come, and when it was asked for."""

    socket: socket.socket
    answer: bytearray = field(default_factory=bytearray)
    options: float = 0.0

    def ask(self, request: bytes) -> None:
        self.answer.clear()
        self.requested = time.perf_counter()
        self.socket.sendall(request)

    def is_answered(self) -> bool:
        """Read what is there; True once the answer is whole."""
        if not (chunk := self.socket.recv(_CHUNK)):
            raise ConnectionError("the server hung up")
        self.answer += chunk
        head, found, body = self.answer.partition(b"\r\n\r\n")
        return bool(found) and len(body) >= _length(bytes(head))


def _length(head: bytes) -> int:
    name, _, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0]) if name != head else 0


def drive(port: int, requests: Iterator[bytes], seconds: float, connections: int = CONNECTIONS) -> Load:
    """Send `requests` for so long, or until there are no more, over so many connections at once."""
    load, lines = Load(), [_Line(socket.create_connection(("127.0.0.1", port))) for _ in range(connections)]
    with selectors.DefaultSelector() as selector:
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
        started = time.perf_counter()
        waiting = sum(_ask_next(line, requests) for line in lines)
        while waiting:
            for key, _ in selector.select():
                if key.data.is_answered():
                    _note(load, key.data)
                    is_over = time.perf_counter() - started > seconds
                    waiting -= is_over or not _ask_next(key.data, requests)
    load.seconds = time.perf_counter() - started
    for line in lines:
        line.socket.close()
    return load


def _ask_next(line: _Line, requests: Iterator[bytes]) -> bool:
    request = next(requests, None)
    if request is not None:
        line.ask(request)
    return request is not None


def _note(load: Load, line: _Line) -> None:
    load.latencies.append(time.perf_counter() - line.requested)
    load.failures += not line.answer.startswith((b"HTTP/1.1 " + _OK, b"HTTP/1.0 " + _OK))


THREADS = 8
_LEASE = timedelta(minutes=5)
_fork = multiprocessing.get_context("fork")
_PATIENCE = 30.0
Prepare = Callable[[Settings], None]


@contextmanager
def fresh_settings(prepare: Prepare, database_url: str = "") -> Iterator[Settings]:
    """A sandbox service with the demo foundation, on SQLite and gone afterwards unless a place is given."""
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
