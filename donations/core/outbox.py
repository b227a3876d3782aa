"""Everything the service still owes is a row in one table, written in the transaction that made it owed.

`record(event)` writes one row per (event, reaction). The worker (`core/drain.py`) runs them at least once, so every
reaction looks before it acts. Which event has which reactions is the table in `reactions.py`, handed to `install`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any, ClassVar, cast
from uuid import UUID, uuid5

from pydantic import TypeAdapter
from sqlalchemy import CheckConstraint, Index, String, insert, text
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import clock, ids
from donations.core.database import Base, lock_words, require_transaction, session

SCHEDULE_NAMESPACE = UUID("6c1c1a0e-61c5-5d1b-9d0a-0f2a52f0a6c4")


class Event:
    """Something that happened. A frozen dataclass; its first field is the id of what it happened to."""

    @property
    def subject_id(self) -> UUID:
        first: UUID = getattr(self, fields(cast("Any", self))[0].name)
        return first


@dataclass(frozen=True, slots=True)
class TryAgain:
    """What `Outside.record` returns when the world was not ready: what it wrote stays, and the row is tried later."""

    reason: str


@dataclass(frozen=True, slots=True)
class Outside:
    """A reaction that touches the network or takes long: only its two ends are in a transaction."""

    prepare: Callable[[Any], Any]  # look, and gather what the work needs; None: nothing to do
    work: Callable[..., Any]  # of what was prepared, and of the services it is given; no transaction is open
    record: Callable[[Any, Any, Any], TryAgain | None]  # (event, prepared, result)

    def using(self, **services: Any) -> "Outside":
        """The same with what its work needs, by name: the payment gateway for instance."""
        return replace(self, work=partial(self.work, **services))


@dataclass(frozen=True, slots=True)
class Reaction:
    """One thing that follows. `name` is stored in rows: it outlives the function's name.

    `give_up` is called after the last try; when it returns True the row is done, else it is parked for a person.
    """

    name: str
    run: Callable[[Any], None] | Outside
    give_up: Callable[[Any, str], bool] | None = None


@dataclass(frozen=True, slots=True)
class Tick(Event):
    """A scheduled task is due."""

    task_id: UUID


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A task of the schedule: what, and how often."""

    every: timedelta
    reaction: Reaction


_NOT_PARKED = text("parked_at IS NULL")
PARKED = text("parked_at IS NOT NULL")  # needs attention; the same words in a query use its index


class Owed(Base):
    """One reaction still to run, or a task of the schedule."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_outbox_due", "due_at", sqlite_where=_NOT_PARKED, postgresql_where=_NOT_PARKED),
        Index("ix_outbox_parked", "id", sqlite_where=PARKED, postgresql_where=PARKED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    reaction: Mapped[str] = mapped_column(String(60))
    event: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]]
    subject_id: Mapped[UUID] = mapped_column(index=True)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


_OWED = insert(Owed)
Reactions = Mapping[type[Event], Sequence[Reaction]]
Schedule = Sequence[Scheduled]


class _Table:
    """What `install` was given."""

    reactions: ClassVar[Reactions] = {}
    schedule: ClassVar[Schedule] = ()
    by_name: ClassVar[Mapping[str, Reaction]] = {}
    events: ClassVar[Mapping[str, type[Event]]] = {}


def install(reactions: Reactions, schedule: Schedule = ()) -> None:
    """Make the table known; called once by each process before it records or drains."""
    every = [reaction for row in reactions.values() for reaction in row] + [task.reaction for task in schedule]
    _Table.reactions = reactions
    _Table.schedule = schedule
    _Table.by_name = {reaction.name: reaction for reaction in every}
    _Table.events = {event.__name__: event for event in (*reactions, Tick)}


def record(*events: Event, due_at: datetime | None = None) -> None:
    """Owe every reaction to each of `events`, in the caller's transaction. An event without an entry is an error."""
    require_transaction()
    now = clock.now()
    rows = [
        {
            "id": ids.new_id(),
            "reaction": reaction.name,
            "event": type(event).__name__,
            "payload": adapter(type(event)).dump_python(event, mode="json"),
            "subject_id": event.subject_id,
            "due_at": due_at or now,
            "attempts": 0,
            "created_at": now,
        }
        for event in events
        for reaction in _Table.reactions[type(event)]
    ]
    if rows:
        session.connection().execute(_OWED, rows)  # past the session's bookkeeping: a tenth of the time


def plan_schedule() -> None:
    """Give every task of the schedule its row, once; in the caller's transaction."""
    lock_words("schedule")
    now = clock.now()
    for task in _Table.schedule:
        task_id = uuid5(SCHEDULE_NAMESPACE, task.reaction.name)
        if session.get(Owed, task_id) is None:
            row = {"id": task_id, "subject_id": task_id, "event": "Tick", "payload": {"task_id": str(task_id)}}
            session.add(Owed(**row, reaction=task.reaction.name, due_at=now, created_at=now))
    session.flush()


def reaction_named(name: str) -> Reaction:
    """The reaction a row names; `KeyError` when this version of the service does not know it."""
    return _Table.by_name[name]


def interval_of(reaction: str) -> timedelta | None:
    """How often a row of this reaction comes back; None for those that are done once."""
    return next((task.every for task in _Table.schedule if task.reaction.name == reaction), None)


def event_of(name: str, payload: dict[str, Any]) -> Event:
    """The event a row was written for."""
    event: Event = adapter(_Table.events[name]).validate_python(payload)
    return event


def adapter(event_class: type[Event]) -> TypeAdapter[Any]:
    """Event ↔ JSON."""
    return _adapter(cast("Any", event_class))


@cache
def _adapter(event_class: Any) -> TypeAdapter[Any]:
    return TypeAdapter(event_class)
