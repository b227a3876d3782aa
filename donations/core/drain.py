"""Runs what the outbox owes. Any number of processes may drain the same table.

A batch is one transaction with one savepoint per row: a failing row goes back to its savepoint and is tried later.
It ends at the first row whose work is outside the database (mail, PDF, provider): that one is leased, done with no
transaction open, and recorded in a short one of its own. One at a time, so that a crash leaves one in doubt, not many.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, bindparam, delete, or_, select, update
from sqlalchemy.exc import DBAPIError

from donations.core import clock, outbox
from donations.core.database import db, session, transaction
from donations.core.outbox import Event, Outside, Owed, Reaction, TryAgain

log = structlog.get_logger()

DELAYS = tuple(timedelta(seconds=s) for s in (1, 5, 15, 60, 300, 900, 3600, 10800, 21600, 43200, 86400))
_BATCH = {"sqlite": 10, "postgresql": 100}  # rows
_BUDGET = {"sqlite": 0.010, "postgresql": 0.1}  # seconds: on SQLite the web waits for its turn to write meanwhile
_ERROR_LENGTH = 500

# Run on the bare connection: this is the busiest table, and an object for each row would cost more than its work.
_NEEDED = (Owed.id, Owed.reaction, Owed.event, Owed.payload, Owed.attempts)
_DUE = (
    select(*_NEEDED)
    .where(Owed.parked_at.is_(None), Owed.due_at <= bindparam("now"))
    .where(or_(Owed.leased_until.is_(None), Owed.leased_until <= bindparam("now")))
    .order_by(Owed.due_at, Owed.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_OURS = select(*_NEEDED).where(Owed.id == bindparam("row"), Owed.leased_until == bindparam("lease")).with_for_update()
_DONE = delete(Owed).where(Owed.id == bindparam("row"))
_CHANGED = update(Owed).where(Owed.id == bindparam("row"))
_ROW = Row[Any]  # the columns of `_NEEDED`


@dataclass(frozen=True, slots=True)
class Job:
    """Work outside the database, claimed by this process until its lease ends."""

    row_id: UUID
    lease: datetime
    reaction: Reaction
    event: Event
    prepared: Any


def drain(lease: timedelta = timedelta(minutes=5)) -> int:
    """Run what is due now until nothing is; returns how many rows were worked on."""
    worked = 0
    while count := drain_batch(lease):
        worked += count
    return worked


def drain_batch(lease: timedelta) -> int:
    """Claim and run one batch. Returns the number of rows worked on; 0 means nothing is due."""
    worked, job, kind = 0, None, db.engine.dialect.name
    with transaction():
        ends = time.perf_counter() + _BUDGET[kind]
        due = session.connection().execute(_DUE, {"now": clock.now(), "most": _BATCH[kind]}).all()
        for row in due:
            worked += 1
            job = _attempt(row, clock.now() + lease)
            if job or time.perf_counter() > ends:
                break
    if job:
        _work(job)
    return worked


def _attempt(row: _ROW, lease: datetime) -> Job | None:
    """Run one row inside a savepoint; returns the job when its work is outside the database."""
    savepoint = session.begin_nested()
    try:
        reaction, event = outbox.reaction_named(row.reaction), outbox.event_of(row.event, row.payload)
        if isinstance(reaction.run, Outside):
            prepared = reaction.run.prepare(event)
            job = Job(row.id, lease, reaction, event, prepared) if prepared is not None else None
        else:
            reaction.run(event)
            job = None
        savepoint.commit()
    except Exception as error:
        savepoint.rollback()
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        _fail(row, error)
        return None
    if job:
        _change(row, leased_until=lease)
    else:
        _finish(row)
    return job


def _work(job: Job) -> None:
    """Do the work with no transaction open, then record it in a short one, if the lease is still ours."""
    run = job.reaction.run
    assert isinstance(run, Outside)  # noqa: S101 - tells mypy what `_attempt` ensured
    error: Exception | None = None
    result = None
    try:
        result = run.work(job.prepared)
    except Exception as caught:  # noqa: BLE001 - whatever went wrong is written to the row
        error = caught
    with transaction():
        row = session.connection().execute(_OURS, {"row": job.row_id, "lease": job.lease}).one_or_none()
        if row is None:
            log.warning("lease lost", reaction=job.reaction.name)
            return
        again = error or _record(run, job, result)
        if again:
            _fail(row, again)
        else:
            _finish(row)


def _record(run: Outside, job: Job, result: Any) -> Exception | TryAgain | None:
    """What the reaction says of its result. When it breaks, what it wrote is taken back and the row tried later."""
    savepoint = session.begin_nested()
    try:
        again = run.record(job.event, job.prepared, result)
        savepoint.commit()
    except Exception as error:
        savepoint.rollback()
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        return error
    return again


def _finish(row: _ROW) -> None:
    every = outbox.interval_of(row.reaction)
    if every is None:
        session.connection().execute(_DONE, {"row": row.id})
    else:
        _change(row, due_at=clock.now() + every, attempts=0, last_error=None, leased_until=None)


def _fail(row: _ROW, error: Exception | TryAgain) -> None:
    """Try later; after the last try the reaction may give up by itself, else the row needs attention."""
    reason = error.reason if isinstance(error, TryAgain) else f"{type(error).__name__}: {error}"
    attempts, reason = row.attempts + 1, reason[:_ERROR_LENGTH]
    log.warning("owed work failed", reaction=row.reaction, attempts=attempts, error=reason)
    _change(row, attempts=attempts, last_error=reason, leased_until=None)
    if outbox.interval_of(row.reaction) is not None or attempts <= len(DELAYS):
        _change(row, due_at=clock.now() + DELAYS[min(attempts, len(DELAYS)) - 1])
    elif _gave_up(row, reason):
        session.connection().execute(_DONE, {"row": row.id})
    else:
        _change(row, parked_at=clock.now())


def _gave_up(row: _ROW, reason: str) -> bool:
    try:
        reaction = outbox.reaction_named(row.reaction)
        with session.begin_nested():
            return bool(reaction.give_up and reaction.give_up(outbox.event_of(row.event, row.payload), reason))
    except Exception:
        log.exception("giving up failed", reaction=row.reaction)
        return False


def _change(row: _ROW, **values: Any) -> None:
    session.connection().execute(_CHANGED.values(values), {"row": row.id})


def retry_parked(row_id: UUID) -> None:
    """A person says: try again now. In the caller's transaction."""
    row = session.get_one(Owed, row_id, with_for_update=True)
    row.parked_at, row.attempts, row.due_at = None, 0, clock.now()
    session.flush()
