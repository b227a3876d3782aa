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
from sqlalchemy import Select, or_, select
from sqlalchemy.exc import DBAPIError

from donations.core import clock, outbox
from donations.core.database import db, session, transaction
from donations.core.outbox import Event, Outside, Owed, Reaction, TryAgain

log = structlog.get_logger()

DELAYS = tuple(timedelta(seconds=s) for s in (1, 5, 15, 60, 300, 900, 3600, 10800, 21600, 43200, 86400))
_BATCH = {"sqlite": 10, "postgresql": 100}  # rows
_BUDGET = {"sqlite": 0.010, "postgresql": 0.1}  # seconds: on SQLite the web waits for its turn to write meanwhile
_ERROR_LENGTH = 500


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
        for row in session.scalars(_due().limit(_BATCH[kind])):
            worked += 1
            job = _attempt(row, clock.now() + lease)
            if job or time.perf_counter() > ends:
                break
    if job:
        _work(job)
    return worked


def _due() -> Select[Owed]:
    now = clock.now()
    return (
        select(Owed)
        .where(Owed.parked_at.is_(None), Owed.due_at <= now)
        .where(or_(Owed.leased_until.is_(None), Owed.leased_until <= now))
        .order_by(Owed.due_at, Owed.id)
        .with_for_update(skip_locked=True)
    )


def _attempt(row: Owed, lease: datetime) -> Job | None:
    """Run one row inside a savepoint; returns the job when its work is outside the database."""
    savepoint = session.begin_nested()
    try:
        reaction, event = outbox.reaction_named(row.reaction), outbox.event_of(row)
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
        row.leased_until = lease
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
        row = session.get(Owed, job.row_id, with_for_update=True)
        if row is None or row.leased_until != job.lease:
            log.warning("lease lost", reaction=job.reaction.name)
            return
        row.leased_until = None
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


def _finish(row: Owed) -> None:
    every = outbox.interval_of(row)
    if every is None:
        session.delete(row)
    else:
        row.due_at, row.attempts, row.last_error = clock.now() + every, 0, None
    session.flush()


def _fail(row: Owed, error: Exception | TryAgain) -> None:
    """Try later; after the last try the reaction may give up by itself, else the row waits for a person."""
    reason = error.reason if isinstance(error, TryAgain) else f"{type(error).__name__}: {error}"
    row.last_error = reason[:_ERROR_LENGTH]
    row.attempts += 1
    every = outbox.interval_of(row)
    log.warning("owed work failed", reaction=row.reaction, attempts=row.attempts, error=row.last_error)
    if every is not None or row.attempts <= len(DELAYS):
        row.due_at = clock.now() + DELAYS[min(row.attempts, len(DELAYS)) - 1]
    elif _gave_up(row):
        session.delete(row)
    else:
        row.parked_at = clock.now()
    session.flush()


def _gave_up(row: Owed) -> bool:
    try:
        reaction = outbox.reaction_named(row.reaction)
        with session.begin_nested():
            return bool(reaction.give_up and reaction.give_up(outbox.event_of(row), row.last_error or ""))
    except Exception:
        log.exception("giving up failed", reaction=row.reaction)
        return False


def retry_parked(row_id: UUID) -> None:
    """A person says: try again now. In the caller's transaction."""
    row = session.get_one(Owed, row_id, with_for_update=True)
    row.parked_at, row.attempts, row.due_at = None, 0, clock.now()
    session.flush()
