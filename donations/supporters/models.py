"""A supporter, their consents as given, and what they asked of those who work here."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import clock, ids
from donations.core.database import Base


class Supporter(Base):
    """A person or organisation we know, as a rule by their e-mail address."""

    __tablename__ = "supporter"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    email: Mapped[str]  # empty: gave by hand and left none
    email_key: Mapped[str | None] = mapped_column(unique=True)  # as compared: lower case
    name: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    address: Mapped[dict[str, str] | None] = mapped_column(default=None)  # as they keep it in My giving
    session_version: Mapped[int] = mapped_column(default=1, server_default="1")  # raised: signed out everywhere
    added_at: Mapped[datetime] = mapped_column(default=clock.now)


class Consent(Base):
    """One consent, with the words that were agreed to. A withdrawal is a row of its own."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("kind", "source"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    supporter_id: Mapped[UUID] = mapped_column(ForeignKey("supporter.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # newsletter
    is_granted: Mapped[bool]
    wording: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    source: Mapped[str] = mapped_column(String(60))  # where it was given, e.g. "donation 7KQ4-M2XF"
    given_at: Mapped[datetime]


class RequestKind(StrEnum):
    """What only those who work here can do for a supporter."""

    FORGET = "forget"  # all that is known of them, but what the law makes us keep
    MERGE = "merge"  # they have shown that another supporter's address is theirs, too


OPEN = text("closed_at IS NULL")  # the same words in a query use its index


class SupporterRequest(Base):
    """A wish of a supporter that needs attention, until one has seen to it."""

    __tablename__ = "supporter_request"
    __table_args__ = (
        CheckConstraint("kind IN ('forget', 'merge')", name="kind"),
        CheckConstraint("(kind = 'merge') = (other_id IS NOT NULL)", name="other"),
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed_by"),
        Index("ix_supporter_request_open", "asked_at", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    supporter_id: Mapped[UUID] = mapped_column(ForeignKey("supporter.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    other_id: Mapped[UUID | None] = mapped_column(ForeignKey("supporter.id"))  # whose address it is as well
    note: Mapped[str]  # in their words; may be empty
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]  # who works here
    answer: Mapped[str | None]  # what was done
