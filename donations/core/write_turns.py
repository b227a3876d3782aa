"""On SQLite one writer works at a time. SQLite's own busy handler is unfair (p99 of seconds); here writers queue.

First a lock inside the process, then `flock` between processes: on ``<database>.write-gate`` while one waits to be
the next, on ``<database>.write-lock`` while one writes. Without the gate, whoever has just written and wants to write
again is faster than those who wait.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL

_turn = threading.Lock()
_files: dict[tuple[int, str], int] = {}


@contextmanager
def turn(url: URL) -> Iterator[None]:
    """Wait for the turn to write to this database; does nothing where the database queues writers itself."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        yield
        return
    with _turn:
        gate, lock = _open(f"{url.database}.write-gate"), _open(f"{url.database}.write-lock")
        fcntl.flock(gate, fcntl.LOCK_EX)
        fcntl.flock(lock, fcntl.LOCK_EX)
        fcntl.flock(gate, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)


def _open(path: str) -> int:
    """The file, opened once by this process: a forked child must not share its parent's."""
    key = (os.getpid(), path)
    if key not in _files:
        _files[key] = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    return _files[key]


def _forget_turn() -> None:
    global _turn  # noqa: PLW0603 - a forked child starts with a free lock
    _turn = threading.Lock()


os.register_at_fork(after_in_child=_forget_turn)
