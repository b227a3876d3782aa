"""A question that may take long is stopped in time, rather than holding the server up."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from donations.core.database import db, session
from donations.core.errors import DonationsError

_STEPS = 20_000  # of SQLite's machine between two looks at the clock


class TookTooLong(DonationsError):
    """There was no answer in time."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raises `TookTooLong`; the read transaction under way ends with it."""
    try:
        with _on_sqlite(seconds) if db.engine.dialect.name == "sqlite" else _on_postgres(seconds):
            yield
    except OperationalError as error:
        if "interrupted" not in str(error) and "statement timeout" not in str(error):
            raise
        session.rollback()
        raise TookTooLong("This took longer than %(seconds)s seconds.", seconds=f"{seconds:g}") from error


@contextmanager
def _on_sqlite(seconds: float) -> Iterator[None]:
    connection = session.connection().connection.driver_connection
    assert connection  # noqa: S101 - tells mypy that an open connection has its driver's
    until = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


@contextmanager
def _on_postgres(seconds: float) -> Iterator[None]:
    session.execute(text(f"SET LOCAL statement_timeout = {round(seconds * 1000)}"))
    yield
    session.execute(text("SET LOCAL statement_timeout = 0"))
