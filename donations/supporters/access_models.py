"""How a supporter gets into My giving: links sent by mail, used once, and changes of the address they go to."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import clock, ids
from donations.core.database import Base

LINK_LASTS = timedelta(minutes=30)  # of a link into My giving, in a letter


class SupporterSignIn(Base):
    """A link somebody asked for, and the session it opened. Whoever asked is kept as digests, to count them by.

    The row is written alike for addresses we know and for those we do not: the worker looks, not the page.
    """

    __tablename__ = "supporter_sign_in"
    __table_args__ = (
        Index("ix_supporter_sign_in_account", "account_digest", "asked_at"),
        Index("ix_supporter_sign_in_address", "address_digest", "asked_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    email_key: Mapped[str | None]  # as typed, until the worker has looked
    account_digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of the e-mail address
    address_digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of where the request came from
    supporter_id: Mapped[UUID | None] = mapped_column(ForeignKey("supporter.id"), index=True)
    session_version: Mapped[int | None]  # the supporter's when asked: a link of before a change opens nothing
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)  # NULL until the letter leaves
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]  # the session began
    ended_at: Mapped[datetime | None]  # signed out


SILENCE_LASTS = timedelta(days=7)


class ChangeStage(StrEnum):
    """How far a change of address has come."""

    ASKED = "asked"  # neither address has answered
    APPROVED = "approved"  # the old address said yes, the new one is still to confirm it
    CONFIRMED = "confirmed"  # the new address did, the old one has said nothing
    AGREED = "agreed"  # both did, but the address is another supporter's as well: a person joins the two
    APPLIED = "applied"  # both did
    LATE = "late"  # the new address did not confirm it in time
    CANCELLED = "cancelled"  # the old address said no, or a newer wish took its place


class EmailChange(Base):
    """Another address for a supporter: whoever reads mail there, and whoever reads the old one, must say yes."""

    __tablename__ = "email_change"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    supporter_id: Mapped[UUID] = mapped_column(ForeignKey("supporter.id"), index=True)
    old_email: Mapped[str]
    new_email: Mapped[str]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)  # NULL until the letter leaves
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]  # the link in the letter to the new address was used
    approved_at: Mapped[datetime | None]  # the old address said yes, or nothing for a week after that
    applied_at: Mapped[datetime | None]  # NULL although both agree: the address is another supporter's as well
    cancelled_at: Mapped[datetime | None]  # before it was applied, or undone afterwards

    @property
    def stage(self) -> ChangeStage:
        """Where it stands now."""
        if self.cancelled_at:
            return ChangeStage.CANCELLED
        if self.applied_at:
            return ChangeStage.APPLIED
        if self.confirmed_at:
            return ChangeStage.AGREED if self.approved_at else ChangeStage.CONFIRMED
        if self.expires_at and self.expires_at <= clock.now():
            return ChangeStage.LATE
        return ChangeStage.APPROVED if self.approved_at else ChangeStage.ASKED

    @property
    def silence_ends_at(self) -> datetime | None:
        """When it is applied although the old address says nothing; None before the new one has confirmed it."""
        return self.confirmed_at + SILENCE_LASTS if self.confirmed_at else None
