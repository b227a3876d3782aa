"""On SQLite one writer works at a time. SQLite's own busy handler is unfair (p99 of seconds); here writers queue.

First a lock inside the process, then an exclusive `flock` on ``<database>.write-lock`` between processes.
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
        lock = _lock_file(url.database)
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)


def _lock_file(database: str) -> int:
    """The open lock file of this process: a forked child must not share its parent's."""
    key = (os.getpid(), database)
    if key not in _files:
        _files[key] = os.open(f"{database}.write-lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    return _files[key]


def _forget_turn() -> None:
    global _turn  # noqa: PLW0603 - a forked child starts with a free lock
    _turn = threading.Lock()


os.register_at_fork(after_in_child=_forget_turn)
