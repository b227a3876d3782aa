"""On SQLite one writer works at a time. SQLite's own busy handler is unfair (p99 of seconds); here writers queue.

First a lock inside the process, then `flock` between processes: on ``<database>.write-gate`` while one waits to be
the next, on ``<database>.write-lock`` while one writes. Without the gate, whoever has just written and wants to write
again is faster than those who wait.
"""

import fcntl
import hashlib
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    URL,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Text,
    Uuid,
    event,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, registry, scoped_session
from sqlalchemy.types import TypeDecorator

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


_COLLISIONS = {"40P01", "40001"}  # PostgreSQL: a deadlock, and one that cannot be put into an order


def is_collision(error: BaseException) -> bool:
    """Whether the same transaction may succeed when it is done once more."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _COLLISIONS


_writing: ContextVar[bool] = ContextVar("writing", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC, on every database; refuses naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All models; one naming convention, one mapping from Python types to plain columns."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: UtcDateTime(),
            date: Date(),
            UUID: Uuid(),
            bool: Boolean(),
            int: BigInteger(),
            str: Text(),
            dict[str, Any]: JSON(),
            dict[str, str]: JSON(),
            list[Any]: JSON(),
        },
    )


# Whatever was answered survives a power cut: with anything less than FULL, commits that were answered may be lost.
SQLITE_PRAGMAS = {"journal_mode": "WAL", "synchronous": "FULL", "foreign_keys": "ON", "busy_timeout": "30000"}

db = SQLAlchemy(model_class=Base)
session: scoped_session[Session] = db.session  # type: ignore[assignment]  # Flask-SQLAlchemy's session is one


@contextmanager
def transaction() -> Iterator[None]:
    """One write transaction: committed at the end, rolled back by any exception.

    Ends a read transaction first; what was read before is read again. On SQLite the writers take turns.
    """
    if _writing.get():
        raise RuntimeError("a transaction is open already: only web, worker and cli open one")
    session.rollback()
    with turn(db.engine.url):
        mark = _writing.set(True)
        try:
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            _writing.reset(mark)


def require_transaction() -> None:
    """A bug when none is open."""
    if not _writing.get():
        raise RuntimeError("writing needs transaction()")


def lock_words(*words: str) -> None:
    """Let only one transaction at a time work under these words; held until it ends. SQLite has one writer anyway."""
    if db.engine.dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256("\0".join(words).encode()).digest()[:8], "big", signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def compact_json(value: Any) -> str:
    """JSON as we store it: UTF-8 kept, no spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def engine_options(url: str) -> dict[str, Any]:
    """Options of `create_engine` for this database."""
    # Parameters stay out of errors, whose text ends in logs and in the outbox.
    common = {"json_serializer": compact_json, "hide_parameters": True}
    if url.startswith("sqlite"):
        return {**common, "connect_args": {"timeout": 30, "check_same_thread": False}}
    # Its planner expects a spinning disk, and compiles questions that are answered sooner than compiled.
    planner = {"options": "-c random_page_cost=1.1 -c jit=off"}
    return {**common, "connect_args": planner, "pool_size": 10, "max_overflow": 10, "pool_pre_ping": True}


def prepare_engine(engine: Engine) -> None:
    """On SQLite: durable, foreign keys on, and a write takes the lock at its beginning, not half-way."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for name, value in SQLITE_PRAGMAS.items():
            connection.execute(f"PRAGMA {name}={value}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


@event.listens_for(Session, "before_flush")
def refuse_writes_outside(_session: Session, _context: Any, _instances: Any) -> None:
    """A flush outside `transaction()` is a bug: it would write without its turn, and be lost."""
    require_transaction()


@event.listens_for(Session, "do_orm_execute")
def refuse_statements_outside(state: ORMExecuteState) -> None:
    """The same for INSERT, UPDATE and DELETE."""
    if state.is_insert or state.is_update or state.is_delete:
        require_transaction()
