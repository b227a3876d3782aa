"""A recurring plan, its instalments, and what its card is."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, composite, foreign, mapped_column, relationship, remote

from donations.core import clock, ids
from donations.core.database import Base, session
from donations.core.money import Money
from donations.funds.models import Campaign, Fund
from donations.giving.models import CURRENCY, Donation, one_of
from donations.recurring.history_models import Because, PlanHistory
from donations.recurring.reasons import ENDS_AS, EndReason
from donations.recurring.states import MOVES, InstalmentStatus, Interval, PlanKind, PlanStatus
from donations.supporters.models import Supporter

_OVER = "status IN ('cancelled', 'ended')"
_LISTED = ("kind", "interval", "currency", "fund_id", "is_paused")
_HAS_DATE = text("next_on IS NOT NULL")
_OWN_AND_SETTLED = text("status = 'settled' AND rival_of_id IS NULL")
_TRIED_AGAIN = text("next_attempt_at IS NOT NULL")


class RecurringPlan(Base):
    """A standing instruction that makes donations. Who gives is kept as given with the first one, until they
    change it.
    """

    __tablename__ = "recurring_plan"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("covered_costs_minor >= 0 AND covered_costs_minor < amount_minor", name="covered_costs"),
        CheckConstraint(CURRENCY, name="currency"),
        CheckConstraint(one_of("kind", PlanKind), name="kind"),
        CheckConstraint(one_of("status", PlanStatus), name="status"),
        CheckConstraint(one_of('"interval"', Interval), name="interval"),
        CheckConstraint(f"({_OVER}) = (ended_at IS NOT NULL)", name="ended_at"),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="end_reason"),
        CheckConstraint(f"NOT ({_OVER}) OR next_on IS NULL", name="over"),
        CheckConstraint("kind = 'card' OR provider_plan_id IS NULL", name="standing_order"),
        CheckConstraint("instalments_planned IS NULL OR instalments_planned > 0", name="instalments_planned"),
        Index("ix_recurring_plan_status", "status", "id"),
        # All that the list filters by, so that it is gone through without leaving the index.
        Index("ix_recurring_plan_listed", "status", *_LISTED, "amount_minor", "supporter_id", "id"),
        Index(
            "ix_recurring_plan_next_on",
            *("next_on", "id", "status", *_LISTED),
            sqlite_where=_HAS_DATE,
            postgresql_where=_HAS_DATE,
        ),
        Index("ix_recurring_plan_started_on", "started_on", "id", "status", *_LISTED),
        Index("ix_recurring_plan_amount", "currency", "amount_minor", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    reference: Mapped[str] = mapped_column(String(9), unique=True, default=ids.new_reference)
    ticket: Mapped[str | None] = mapped_column(String(40), index=True, unique=True)  # of the form that recorded it
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(10), default=PlanStatus.ACTIVE)
    interval: Mapped[str] = mapped_column(String(10))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Money] = composite("amount_minor", "currency")  # of each instalment, from the next one on
    covered_costs_minor: Mapped[int] = mapped_column(default=0)  # the part of it meant for the costs
    instalments_planned: Mapped[int | None]  # a pledge of so many; NULL: until somebody ends it
    fund_id: Mapped[UUID] = mapped_column(ForeignKey("fund.id"), index=True)
    fund: Mapped[Fund] = relationship(lazy="joined")
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaign.id"))
    campaign: Mapped[Campaign | None] = relationship()
    placement: Mapped[str | None] = mapped_column(String(120))
    first_donation_id: Mapped[UUID | None] = mapped_column(ForeignKey("donation.id"), unique=True)
    supporter_id: Mapped[UUID | None] = mapped_column(ForeignKey("supporter.id"), index=True)  # once an instalment came
    supporter: Mapped[Supporter | None] = relationship()
    donor_name: Mapped[str]
    donor_email: Mapped[str]  # empty: recorded by staff, without one
    donor_address: Mapped[dict[str, str] | None] = mapped_column(default=None)
    language: Mapped[str] = mapped_column(String(2))
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    privacy_version: Mapped[int]  # 0: recorded by staff, no form was shown
    terms_version: Mapped[int | None]  # as of the donation it began with
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    started_on: Mapped[date]  # the day of the first instalment
    anchor_on: Mapped[date]  # the day that all dates to come are counted from: the 31st stays the 31st
    next_on: Mapped[date | None]  # when the next instalment is collected or expected
    is_paused: Mapped[bool] = mapped_column(default=False)
    paused_until: Mapped[date | None]
    ends_on: Mapped[date | None]  # the provider will end it then
    ended_at: Mapped[datetime | None]  # money taken later than this does not count by itself
    end_reason: Mapped[str | None] = mapped_column(String(20))
    provider_plan_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    provider_item_id: Mapped[str | None] = mapped_column(String(255))
    provider_customer_id: Mapped[str | None] = mapped_column(String(255), index=True)
    payment_method_id: Mapped[str | None] = mapped_column(String(255), index=True)  # the provider's name of the card
    reported_at: Mapped[datetime | None]  # the provider's last word about it
    reported_key: Mapped[str | None] = mapped_column(String(320))  # orders its words, also within one second
    looked_at: Mapped[datetime | None]  # when the provider last answered us about it, by our clock
    instalments: Mapped[list["Instalment"]] = relationship(back_populates="plan", order_by="Instalment.period_start")
    card: Mapped["PlanCard | None"] = relationship(
        primaryjoin=lambda: foreign(RecurringPlan.payment_method_id) == remote(PlanCard.payment_method_id),
        viewonly=True,
        uselist=False,
    )

    @property
    def is_over(self) -> bool:
        """Cancelled or ended: nothing is collected any more."""
        return self.ended_at is not None

    @property
    def covered_costs(self) -> Money:
        return Money(self.covered_costs_minor, self.currency)

    def move_to(self, status: PlanStatus, why: Because) -> bool:
        """A state it is in, or that nothing leads to from there, says nothing new. Ending is `end`."""
        if status not in MOVES[PlanStatus(self.status)]:
            return False
        session.add(
            PlanHistory(
                plan_id=self.id,
                was=self.status,
                became=status,
                reason=why.reason,
                event_id=why.event,
                change_id=why.change,
            )
        )
        self.status = status
        return True

    def end(self, at: datetime, reason: EndReason, why: Because) -> bool:
        """False when it is over already."""
        if not self.move_to(ENDS_AS[reason], why):
            return False
        self.ended_at, self.end_reason = at, reason
        self.next_on = self.paused_until = self.ends_on = None
        self.is_paused = False
        return True


class Instalment(Base):
    """One period of a plan that is collected, or was not. Its donation is made when its money comes."""

    __tablename__ = "instalment"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint(CURRENCY, name="currency"),
        CheckConstraint(one_of("status", InstalmentStatus), name="status"),
        CheckConstraint("period_start < period_end", name="period"),
        CheckConstraint("(donation_id IS NOT NULL) = (status IN ('settled', 'held'))", name="donation"),
        Index(
            "uq_instalment_settled_period",
            "plan_id",
            "period_start",
            unique=True,
            sqlite_where=_OWN_AND_SETTLED,
            postgresql_where=_OWN_AND_SETTLED,
        ),
        Index("ix_instalment_plan_id", "plan_id", "period_start"),
        Index("ix_instalment_status", "status", "id"),
        Index(
            "ix_instalment_next_attempt_at",
            "next_attempt_at",
            sqlite_where=_TRIED_AGAIN,
            postgresql_where=_TRIED_AGAIN,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("recurring_plan.id"))
    plan: Mapped[RecurringPlan] = relationship(back_populates="instalments")
    period_start: Mapped[date]  # in the organisation's zone; the day it is collected
    period_end: Mapped[date]  # the day the next one is due
    status: Mapped[str] = mapped_column(String(10), default=InstalmentStatus.DUE)
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Money] = composite("amount_minor", "currency")
    fund_id: Mapped[UUID | None] = mapped_column(ForeignKey("fund.id"))  # as the plan had it when the period began
    is_first: Mapped[bool] = mapped_column(default=False)  # its donation is the one the form began
    donation_id: Mapped[UUID | None] = mapped_column(ForeignKey("donation.id"), unique=True)
    donation: Mapped[Donation | None] = relationship()
    # The one whose period this one overlaps: its money is kept as a donation of its own, held.
    rival_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("instalment.id"), index=True)
    provider_invoice_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    attempts: Mapped[int] = mapped_column(default=0)  # to collect it, as the provider counts
    next_attempt_at: Mapped[datetime | None]  # when the provider itself tries again
    payment_page: Mapped[str | None]  # the provider's page where the supporter may pay or confirm it
    needs_confirmation: Mapped[bool] = mapped_column(default=False)  # the bank wants the supporter's word (3-D Secure)
    failed_at: Mapped[datetime | None]  # the first failure
    called_off_at: Mapped[datetime | None]  # a pause let it go, though it had failed
    decline_code: Mapped[str | None] = mapped_column(String(60))  # the bank's last word, where we were told
    declined_at: Mapped[datetime | None]
    added_at: Mapped[datetime] = mapped_column(default=clock.now)


class PlanCard(Base):
    """A card or account that plans are collected from, as the provider describes it: never its number."""

    __tablename__ = "plan_card"
    __table_args__ = (Index("ix_plan_card_expires", "exp_year", "exp_month"),)

    payment_method_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    provider_customer_id: Mapped[str | None] = mapped_column(String(255))
    brand: Mapped[str | None] = mapped_column(String(40))  # NULL: no card, but an account or a wallet
    last4: Mapped[str | None] = mapped_column(String(4))
    exp_month: Mapped[int | None]
    exp_year: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(40))  # card, sepa_debit …
    reported_at: Mapped[datetime]
    reported_key: Mapped[str] = mapped_column(String(320))
    renewed_at: Mapped[datetime | None]  # the bank changed its number or date by itself
