"""Funds and campaigns. Names are dictionaries by language."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from donations.core import clock, ids
from donations.core.database import Base
from donations.core.money import Money


class Fund(Base):
    """What money may be used for. Closed, never deleted, once it has donations."""

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
    __table_args__ = (CheckConstraint("starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on", name="dates"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[dict[str, str]]
    intro: Mapped[dict[str, str]]
    fund_id: Mapped[UUID] = mapped_column(ForeignKey("fund.id"))
    fund: Mapped[Fund] = relationship(lazy="joined")
    starts_on: Mapped[date | None]  # in the organisation's zone; before it there is no page yet
    ends_on: Mapped[date | None]  # the last day of its page
    goal: Mapped["CampaignGoal | None"] = relationship(cascade="all, delete-orphan")
    closed_at: Mapped[datetime | None]
    added_at: Mapped[datetime] = mapped_column(default=clock.now)

    def is_open_on(self, day: date) -> bool:
        """Whether its page is there on that day."""
        has_begun = self.starts_on is None or self.starts_on <= day
        return self.closed_at is None and has_begun and not self.is_over_on(day)

    def is_over_on(self, day: date) -> bool:
        """Whether its last day has passed."""
        return self.ends_on is not None and self.ends_on < day


class CampaignGoal(Base):
    """What a campaign hopes for; most have none."""

    __tablename__ = "campaign_goal"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name="currency"),
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Money] = composite("amount_minor", "currency")
