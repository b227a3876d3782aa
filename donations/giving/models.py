"""What a donation is: its amount, its state, its shares for funds, and the payments and refunds that belong to it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from donations.core import clock, ids
from donations.core.database import Base, session
from donations.core.money import Money
from donations.funds.models import Campaign, Fund
from donations.giving.states import MOVES, DonationStatus, Frequency, HeldReason
from donations.payments.updates import RefundStatus
from donations.supporters.models import Supporter

CURRENCY = "length(currency) = 3 AND currency = upper(currency)"


def one_of(column: str, *values: type[StrEnum]) -> str:
    """The column holds one of these words."""
    return f"{column} IN ({', '.join(repr(str(value)) for each in values for value in each)})"


_HELD = text("held_reason IS NOT NULL")


class Donation(Base):
    """One donation of money. The donor's name and words are kept as given, whoever the supporter turns out to be."""

    __tablename__ = "donation"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("covered_costs_minor >= 0 AND covered_costs_minor < amount_minor", name="covered_costs"),
        CheckConstraint(CURRENCY, name="currency"),
        CheckConstraint(one_of("status", DonationStatus), name="status"),
        CheckConstraint(one_of("frequency", Frequency), name="frequency"),
        CheckConstraint("(status = 'settled') = (settled_at IS NOT NULL)", name="settled_at"),
        CheckConstraint("status <> 'settled' OR supporter_id IS NOT NULL", name="settled_supporter"),
        Index("ix_donation_asked_again", "email_key", "currency", "amount_minor", "started_at"),
        Index("ix_donation_status_started_at", "status", "started_at"),
        Index("ix_donation_held", "started_at", sqlite_where=_HELD, postgresql_where=_HELD),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    reference: Mapped[str] = mapped_column(String(9), unique=True, default=ids.new_reference)
    ticket: Mapped[str | None] = mapped_column(String(40), unique=True)
    status: Mapped[str] = mapped_column(String(10), default=DonationStatus.STARTED)
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Money] = composite("amount_minor", "currency")  # what is charged
    covered_costs_minor: Mapped[int] = mapped_column(default=0)  # the part of it meant for the costs
    frequency: Mapped[str] = mapped_column(String(10), default=Frequency.ONCE, server_default=Frequency.ONCE)
    supporter_id: Mapped[UUID | None] = mapped_column(ForeignKey("supporter.id"), index=True)
    supporter: Mapped[Supporter | None] = relationship()
    donor_name: Mapped[str]
    printed_name: Mapped[str | None]  # what staff put in place of the name for receipts and letters
    donor_email: Mapped[str]  # empty: recorded by hand, without one
    email_key: Mapped[str]
    donor_address: Mapped[dict[str, str] | None] = mapped_column(default=None)
    message: Mapped[str | None]
    is_message_hidden: Mapped[bool] = mapped_column(default=False, server_default=false())  # from others
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(2))
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaign.id"))
    campaign: Mapped[Campaign | None] = relationship()
    placement: Mapped[str | None] = mapped_column(String(120))
    privacy_version: Mapped[int]  # 0: recorded by hand, no form was shown
    terms_version: Mapped[int | None]  # of the terms of giving that were accepted; NULL: there were none, or no form
    newsletter_wording: Mapped[str | None]  # the words agreed to; NULL: not agreed
    # The donation this one is a second payment of.
    origin_id: Mapped[UUID | None] = mapped_column(ForeignKey("donation.id"))
    held_reason: Mapped[str | None] = mapped_column(String(20))
    # Brought from another system, which issued its receipt: none of ours follows.
    has_receipt_elsewhere: Mapped[bool] = mapped_column(default=False, server_default=false())
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]  # when the money was received
    allocations: Mapped[list["Allocation"]] = relationship(back_populates="donation")
    attempts: Mapped[list["CheckoutAttempt"]] = relationship(
        back_populates="donation", order_by="CheckoutAttempt.number"
    )

    @property
    def name_to_print(self) -> str:
        """As receipts and letters write it."""
        return self.printed_name or self.donor_name

    @property
    def covered_costs(self) -> Money:
        return Money(self.covered_costs_minor, self.currency)

    def advance(self, status: DonationStatus, *, because: UUID | None = None) -> bool:
        """Move up to `status`; a state we have passed says nothing new. `because`: the event that said so."""
        if status not in MOVES[DonationStatus(self.status)]:
            return False
        session.add(DonationHistory(donation_id=self.id, was=self.status, became=status, event_id=because))
        self.status = status
        return True

    def settle(self, at: datetime, supporter: Supporter, *, because: UUID | None) -> None:
        """The money is taken: the donation counts from `at`."""
        self.settled_at, self.supporter = at, supporter
        self.advance(DonationStatus.SETTLED, because=because)

    def hold(self, reason: HeldReason, *, because: UUID | None) -> None:
        """Money came that is not what was asked for: a person decides."""
        self.held_reason = reason
        self.advance(DonationStatus.PROCESSING, because=because)


class DonationHistory(Base):
    """Append-only: each move of a donation, and the event that caused it."""

    __tablename__ = "donation_history"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    donation_id: Mapped[UUID] = mapped_column(ForeignKey("donation.id"), index=True)
    was: Mapped[str | None] = mapped_column(String(10))
    became: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("provider_event.id"))


class Allocation(Base):
    """A donation's share for one fund; the shares add up to the donation."""

    __tablename__ = "allocation"
    __table_args__ = (
        UniqueConstraint("donation_id", "fund_id"),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint(CURRENCY, name="currency"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    donation_id: Mapped[UUID] = mapped_column(ForeignKey("donation.id"))
    donation: Mapped[Donation] = relationship(back_populates="allocations")
    fund_id: Mapped[UUID] = mapped_column(ForeignKey("fund.id"), index=True)
    fund: Mapped[Fund] = relationship(lazy="joined")
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Money] = composite("amount_minor", "currency")


class CheckoutAttempt(Base):
    """One hosted payment page asked for. Written before the provider is asked: a repeat is equal to the byte."""

    __tablename__ = "checkout_attempt"
    __table_args__ = (
        UniqueConstraint("donation_id", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint(CURRENCY, name="currency"),
        CheckConstraint(one_of("frequency", Frequency), name="frequency"),
        CheckConstraint("frequency = 'once' OR fund_id IS NOT NULL", name="fund"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    donation_id: Mapped[UUID] = mapped_column(ForeignKey("donation.id"))
    donation: Mapped[Donation] = relationship(back_populates="attempts")
    number: Mapped[int]
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Money] = composite("amount_minor", "currency")
    frequency: Mapped[str] = mapped_column(String(10), default=Frequency.ONCE, server_default=Frequency.ONCE)
    fund_id: Mapped[UUID | None] = mapped_column(ForeignKey("fund.id"))  # what a plan is made for, at the provider too
    lines: Mapped[list[Any]]  # [name in the visitor's language, minor units] of each line
    email: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    expires_at: Mapped[datetime]
    session_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    url: Mapped[str | None]
    refused_at: Mapped[datetime | None]  # the provider answered with an error
    superseded_at: Mapped[datetime | None]  # the visitor changed the donation; its end says nothing about the donation
    ended_at: Mapped[datetime | None]  # paid, failed or expired
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Payment(Base):
    """The provider's movement of money for a donation. It counts once `succeeded_at` is set."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint(CURRENCY, name="currency"),
        Index(
            "uq_payment_succeeded",
            "donation_id",
            unique=True,
            sqlite_where=text("succeeded_at IS NOT NULL"),
            postgresql_where=text("succeeded_at IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    provider_payment_id: Mapped[str] = mapped_column(String(255), unique=True)
    donation_id: Mapped[UUID] = mapped_column(ForeignKey("donation.id"), index=True)
    donation: Mapped[Donation] = relationship()
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Money] = composite("amount_minor", "currency")
    succeeded_at: Mapped[datetime | None]
    provider_charge_id: Mapped[str | None] = mapped_column(String(255))
    method: Mapped[str | None] = mapped_column(String(40))  # card, blik, p24, sepa_debit …
    card_brand: Mapped[str | None] = mapped_column(String(40))
    card_last4: Mapped[str | None] = mapped_column(String(4))
    first_heard_at: Mapped[datetime] = mapped_column(default=clock.now)


class DeclinedPayment(Base):
    """One try that was declined; the visitor may have tried another card."""

    __tablename__ = "declined_payment"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("provider_event.id"), unique=True)
    donation_id: Mapped[UUID] = mapped_column(ForeignKey("donation.id"), index=True)
    provider_payment_id: Mapped[str] = mapped_column(String(255))
    code: Mapped[str | None] = mapped_column(String(60))
    decline_code: Mapped[str | None] = mapped_column(String(60))
    at: Mapped[datetime]


class Refund(Base):
    """Money on its way back. Counts once the provider says it has left, and until it says it came back.

    Asked for here it has an author and a reason, and no provider's id until the provider has answered. Of a donation
    recorded by hand it is a fact: no payment, but the day it left the bank.
    """

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint(CURRENCY, name="currency"),
        CheckConstraint(one_of("status", RefundStatus), name="status"),
        CheckConstraint("(payment_id IS NULL) = (bank_date IS NOT NULL)", name="bank_date"),
        CheckConstraint("requested_at IS NULL OR (requested_by IS NOT NULL AND reason IS NOT NULL)", name="author"),
        CheckConstraint("requested_at IS NOT NULL OR provider_refund_id IS NOT NULL", name="origin"),
        Index("ix_refund_status", "status"),
        Index("ix_refund_donation_id", "donation_id", "status"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    provider_refund_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    payment_id: Mapped[UUID | None] = mapped_column(ForeignKey("payment.id"), index=True)
    payment: Mapped[Payment | None] = relationship()
    donation_id: Mapped[UUID] = mapped_column(ForeignKey("donation.id"))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Money] = composite("amount_minor", "currency")
    status: Mapped[str] = mapped_column(String(10))
    failure_reason: Mapped[str | None] = mapped_column(String(60))
    failure_seen_at: Mapped[datetime | None]  # a person has looked at it
    requested_by: Mapped[UUID | None]  # who works here; NULL: asked for in the provider's dashboard
    reason: Mapped[str | None]
    requested_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]  # first handed to the provider: its key is good for a day from then
    bank_date: Mapped[date | None]
    reported_at: Mapped[datetime | None]  # the provider's last word
    first_heard_at: Mapped[datetime] = mapped_column(default=clock.now)
