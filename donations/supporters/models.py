"""A supporter, and their consents as given."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
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
