"""How a supporter gets into My giving: links sent by mail, used once, and changes of the address they go to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import clock, ids
from donations.core.database import Base


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


class EmailChange(Base):
    """Another address for a supporter: confirmed by whoever reads mail there, cancelled by who reads the old one."""

    __tablename__ = "email_change"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    supporter_id: Mapped[UUID] = mapped_column(ForeignKey("supporter.id"), index=True)
    old_email: Mapped[str]
    new_email: Mapped[str]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)  # NULL until the letter leaves
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]  # the link in the letter to the new address was used
    applied_at: Mapped[datetime | None]  # NULL although confirmed: the address is another supporter's as well
    cancelled_at: Mapped[datetime | None]  # before it was confirmed, or undone afterwards
