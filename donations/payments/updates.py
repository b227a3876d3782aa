"""What the provider tells us, in our own words. Each is a fact about one object; none depends on what came before."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from donations.core.money import Money


class CheckoutOutcome(StrEnum):
    PROCESSING = "processing"  # finished by the visitor; the money comes later (SEPA, Przelewy24)
    FAILED = "failed"  # finished, and the money did not come
    EXPIRED = "expired"  # never finished


@dataclass(frozen=True, slots=True)
class CheckoutEnded:
    """A hosted payment page came to an end without money in hand."""

    reference: str | None
    session_id: str
    outcome: CheckoutOutcome
    at: datetime


@dataclass(frozen=True, slots=True)
class PaymentSucceeded:
    """The money was taken: from the finished page and from the payment itself, in either order."""

    reference: str | None
    payment_id: str
    amount: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class PaymentProcessing:
    """The bank has been asked; the answer takes days."""

    reference: str | None
    payment_id: str
    amount: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class PaymentDescribed:
    """How a payment was made. Says nothing about whether it succeeded."""

    reference: str | None
    payment_id: str
    amount: Money
    charge_id: str
    method: str
    card_brand: str | None
    card_last4: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class PaymentDeclined:
    """One try was declined; the visitor may try another card on the same page."""

    reference: str | None
    payment_id: str
    charge_id: str | None
    code: str | None
    decline_code: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class PaymentCancelled:
    """A person has stopped it; no money will come of it."""

    reference: str | None
    payment_id: str
    at: datetime


class RefundStatus(StrEnum):
    REQUESTED = "requested"  # asked for here; the provider has not answered yet
    PENDING = "pending"  # on its way to the supporter
    SUCCEEDED = "succeeded"  # the provider has sent it
    CANCELLED = "cancelled"  # stopped before it left
    FAILED = "failed"  # came back: the money is ours again, even after it had succeeded


@dataclass(frozen=True, slots=True)
class RefundReported:
    """Money on its way back to the supporter, and how far it got."""

    reference: str | None
    refund_id: str
    payment_id: str
    amount: Money
    status: RefundStatus
    failure_reason: str | None
    at: datetime
    our_id: str | None = None  # of the row that asked for it, when it was asked for here


class DisputeStatus(StrEnum):
    INQUIRY = "inquiry"  # the bank asks before it takes anything; giving the money back ends it
    OPEN = "open"  # the bank has taken the money for now; evidence may still be given
    WON = "won"  # the money stays ours
    LOST = "lost"  # the bank has taken it back


@dataclass(frozen=True, slots=True)
class DisputeReported:
    """The supporter's bank takes the money back, or wants to."""

    reference: str | None
    dispute_id: str
    payment_id: str
    amount: Money
    status: DisputeStatus
    reason: str
    evidence_due_at: datetime | None
    at: datetime


PaymentUpdate = (
    CheckoutEnded
    | PaymentSucceeded
    | PaymentProcessing
    | PaymentDescribed
    | PaymentDeclined
    | PaymentCancelled
    | RefundReported
    | DisputeReported
)
