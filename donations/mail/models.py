"""The life of a letter."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import clock, ids
from donations.core.database import Base
from donations.core.outbox import Event


class LetterState(StrEnum):
    OWED = "owed"  # to be sent, or tried again
    SENDING = "sending"  # handed to the mail server, no answer noted yet
    SENT = "sent"  # the mail server has taken it
    REFUSED = "refused"  # the mail server will not take it: a person has to look
    UNKNOWN = "unknown"  # nobody knows whether it was taken: never sent again unasked


MOVES = {
    LetterState.OWED: {LetterState.SENDING},
    LetterState.SENDING: {LetterState.OWED, LetterState.SENT, LetterState.REFUSED, LetterState.UNKNOWN},
    LetterState.SENT: set(),
    LetterState.REFUSED: {LetterState.OWED},
    LetterState.UNKNOWN: {LetterState.OWED},
}


@dataclass(frozen=True, slots=True)
class LetterWritten(Event):
    """A letter waits to be sent."""

    letter_id: UUID


_STATES = ", ".join(f"'{state}'" for state in LetterState)
# Nobody knows that it arrived, and nobody has seen to it; the same words in a query use its index (`lower`: else
# SQLite would take that of all states, with every letter that was ever refused).
WAITS_FOR_A_PERSON = text("lower(state) IN ('refused', 'unknown') AND seen_at IS NULL")


class Letter(Base):
    """At most one letter of a kind about one subject is sent by itself. Its text is made anew from what it is about."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        Index("ix_letter_state", "state", "id"),
        Index("ix_letter_kind", "kind", "id"),
        Index("ix_letter_kind_state", "kind", "state", "id"),
        Index("ix_letter_recipient_email", "recipient_email"),
        Index("ix_letter_waiting", "id", sqlite_where=WAITS_FOR_A_PERSON, postgresql_where=WAITS_FOR_A_PERSON),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID]  # what there is one letter about
    about_id: Mapped[UUID] = mapped_column(index=True)  # the row its text is made from
    recipient_name: Mapped[str]
    recipient_email: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(10), default=LetterState.OWED)
    problem: Mapped[str | None]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]  # a person has seen to it: sent it again, or set it aside
    resend_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("letter.id"), index=True)  # asked for again
    asked_by: Mapped[UUID | None]  # the supporter who asked; NULL: staff, as the trail says. Mail knows neither.
