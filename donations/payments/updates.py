"""What the provider reports, in our own words. Each is a fact about one object; none depends on what came before."""

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


class CollectionState(StrEnum):
    """How far the provider is with collecting one instalment."""

    DRAFT = "draft"  # written; nothing is asked for yet
    OPEN = "open"  # being collected, perhaps after a try that failed
    UNCOLLECTIBLE = "uncollectible"  # given up; the supporter may still pay it by themselves
    VOID = "void"  # called off: nobody can pay it any more
    PAID = "paid"  # the money came; `InstalmentPaid` says with which payment


@dataclass(frozen=True, slots=True)
class InstalmentReported:
    """One instalment, and how far its collection is. `period`: from the day it is collected to that of the next."""

    reference: str | None
    plan_id: str
    invoice_id: str
    state: CollectionState
    amount: Money
    is_first: bool
    period: tuple[datetime, datetime]
    attempts: int
    has_failed: bool
    needs_confirmation: bool
    next_attempt_at: datetime | None
    payment_page: str | None
    at: datetime
    product_id: str | None = None  # what it is for


@dataclass(frozen=True, slots=True)
class InstalmentPaid:
    """The money of an instalment was taken with this payment."""

    invoice_id: str
    payment_id: str
    amount: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class InstalmentDeclined:
    """Why a try to collect an instalment was declined."""

    invoice_id: str
    code: str | None
    decline_code: str | None
    at: datetime


class EndCause(StrEnum):
    """Why a plan is over, as the provider reports it."""

    ASKED = "asked"  # somebody ended it: we, or a person in the provider's dashboard
    UNPAID = "unpaid"  # the provider gave up collecting
    NEVER_PAID = "never_paid"  # not even the first instalment came


@dataclass(frozen=True, slots=True)
class PlanReported:
    """A plan as it is at the provider. `order` compares two such words, even of the same second."""

    reference: str | None
    plan_id: str
    item_id: str
    customer_id: str
    payment_method_id: str | None
    amount: Money
    months: int
    anchored_at: datetime  # its dates are counted from then, in UTC
    period_end: datetime
    is_paused: bool
    paused_until: datetime | None
    ends_at: datetime | None
    ended_at: datetime | None
    end_cause: EndCause | None
    at: datetime
    order: str
    product_id: str | None = None  # what it is for
    end_note: str | None = None  # why it is over, as whoever ended it noted there


@dataclass(frozen=True, slots=True)
class CardDescribed:
    """The card or account a plan may be collected from. `is_renewed`: the bank changed it by itself."""

    payment_method_id: str
    customer_id: str
    kind: str
    brand: str | None
    last4: str | None
    expires: tuple[int, int] | None  # month, year
    is_renewed: bool
    at: datetime
    order: str


@dataclass(frozen=True, slots=True)
class CardGiven:
    """A supporter has given another card on the provider's page; the plan still uses the old one."""

    reference: str | None
    session_id: str
    setup_id: str
    change_id: str | None  # our row that the page was opened for
    at: datetime


PlanUpdate = InstalmentReported | InstalmentPaid | InstalmentDeclined | PlanReported | CardDescribed | CardGiven
