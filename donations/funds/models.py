"""Funds and campaigns. Names are dictionaries by language."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from donations.core import clock, ids
from donations.core.database import Base


class Fund(Base):
    """What money may be used for. Closed, never deleted, once it has gifts."""

    __tablename__ = "fund"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[dict[str, str]]
    position: Mapped[int]  # in the form; the first open fund is the default
    closed_at: Mapped[datetime | None]
    added_at: Mapped[datetime] = mapped_column(default=clock.now)


class Campaign(Base):
    """An effort with a page of its own, asking for one fund."""

    __tablename__ = "campaign"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[dict[str, str]]
    intro: Mapped[dict[str, str]]
    fund_id: Mapped[UUID] = mapped_column(ForeignKey("fund.id"))
    fund: Mapped[Fund] = relationship(lazy="joined", innerjoin=True)
    closed_at: Mapped[datetime | None]
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
