"""Donations that look like a standing order nobody recorded, until somebody here says what they are."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from donations.core import clock, ids
from donations.core.database import Base
from donations.core.money import Money
from donations.giving.models import CURRENCY, one_of
from donations.recurring.states import Interval
from donations.supporters.models import Supporter

IS_OPEN = text("dismissed_at IS NULL")  # the same words in a query use its index


class PlanGuess(Base):
    """Made from the donations, and made anew when they change. One that was recorded is a plan, and no guess any
    more.
    """

    __tablename__ = "plan_guess"
    __table_args__ = (
        UniqueConstraint("supporter_id", "currency", "amount_minor"),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint(CURRENCY, name="currency"),
        CheckConstraint(one_of('"interval"', Interval), name="interval"),
        CheckConstraint("gifts > 1", name="gifts"),
        CheckConstraint("(dismissed_at IS NULL) = (dismissed_by IS NULL)", name="dismissed"),
        Index("ix_plan_guess_open", "lapses_on", "id", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    supporter_id: Mapped[UUID] = mapped_column(ForeignKey("supporter.id"))
    supporter: Mapped[Supporter] = relationship(lazy="joined", innerjoin=True)
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Money] = composite("amount_minor", "currency")
    interval: Mapped[str] = mapped_column(String(10))
    anchor_on: Mapped[date]  # the day its dates are counted from
    first_on: Mapped[date]
    donations: Mapped[int] = mapped_column("gifts")
    lapses_on: Mapped[date]  # from then on it does not go on any more, unless another donation comes
    found_at: Mapped[datetime] = mapped_column(default=clock.now)
    dismissed_at: Mapped[datetime | None]  # it is none, somebody said: it is not asked about again
    dismissed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"))
