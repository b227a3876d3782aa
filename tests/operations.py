"""What needs attention in operations, made by hand; and a count of what a page asks the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy import event as happening

from donations.core import clock, ids
from donations.core.database import db, session, transaction
from donations.core.outbox import Owed
from donations.mail.models import Letter
from donations.payments.queries import event_by_provider_id
from donations.payments.replay_event import close_event
from donations.payments.states import EventState
from tests.payments.inbox_events import event, receive
from tests.story import Story

_IN_A_MILLISECOND = 1 << 80  # what of a UUIDv7 is not its time
UNKNOWN = "ours, but unknown: NotYet: The gift this event speaks of is not known yet."


def later_id() -> UUID:
    """Of a millisecond of its own: lists show rows by their ids, and those of one millisecond stand in any order."""
    before = ids.new_id().int // _IN_A_MILLISECOND
    while (later := ids.new_id()).int // _IN_A_MILLISECOND == before:
        pass
    return later


def parked_event(event_id: str = "evt_1", **fields: Any) -> UUID:
    """An event of ours that names a donation nobody knows: of 50 zł, unless `fields` say otherwise."""
    receive(event(event_id, **fields))
    row_id = event_by_provider_id(event_id).id
    with transaction():
        session.execute(delete(Owed).where(Owed.subject_id == row_id))
        close_event(row_id, EventState.PARKED, UNKNOWN)
    return row_id


def owed_work(reaction: str = "send letter", **fields: Any) -> UUID:
    """A row about a letter that is not there, parked after its last try unless `fields` say otherwise."""
    now, letter_id = clock.now(), ids.new_id()
    usual = {"due_at": now, "attempts": 12, "last_error": "PostUnavailable: no <b>answer</b>", "parked_at": now}
    row = Owed(
        id=later_id(),
        reaction=reaction,
        event="LetterWritten",
        payload={"letter_id": str(letter_id)},
        created_at=now,
        **{"subject_id": letter_id, **usual, **fields},
    )
    with transaction():
        session.add(row)
        session.flush()
        return row.id


def a_letter(to: str = "kim@example.org", state: str = "refused", **fields: Any) -> UUID:
    """One that did not go, unless told otherwise; about nothing that is there."""
    usual = {"kind": "thank_you", "about_id": ids.new_id(), "language": "en", "problem": "550 no such mailbox"}
    made = {"id": later_id(), "subject_id": ids.new_id(), **usual, **fields}
    letter = Letter(recipient_name="Kim", recipient_email=to, state=state, **made)
    with transaction():
        session.add(letter)
        session.flush()
        return letter.id


@contextmanager
def counted_questions(story: Story) -> Iterator[list[str]]:
    """Every statement the database is asked meanwhile."""
    requested: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement != "BEGIN":
            requested.append(statement)

    with story.inside():
        engine = db.engine
    happening.listen(engine, "before_cursor_execute", note)
    yield requested
    happening.remove(engine, "before_cursor_execute", note)
