"""What we ask of a payment provider, in our own words. `stripe_gateway` speaks them to Stripe."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from donations.core.errors import DonationsError
from donations.core.money import Money
from donations.payments.updates import CardDescribed, CollectionState, InstalmentReported, PlanReported, RefundStatus


@dataclass(frozen=True, slots=True)
class FundProduct:
    """What plans for one fund are made for at the provider."""

    product_id: str
    name: str
    installation_id: str


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """How often a plan collects (every so many months), and what for."""

    months: int
    product_id: str


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """Nothing but which plan: end its pause."""

    idempotency_key: str
    plan_id: str


@dataclass(frozen=True, slots=True)
class PlanEndRequest:
    """End the plan, and call off what is still asked for. `note`: why, in a word the provider keeps with it."""

    idempotency_key: str
    plan_id: str
    open_invoices: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanPriceRequest:
    """Another sum, rhythm or fund, from the next collection on; nothing is collected before `keeps_until`."""

    idempotency_key: str
    plan_id: str
    item_id: str
    amount: Money
    terms: PlanTerms
    keeps_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlanMomentRequest:
    """The next collection is then, or collections go on from then."""

    idempotency_key: str
    plan_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PlanCardRequest:
    """From now on the card that was given on the provider's page is charged."""

    idempotency_key: str
    plan_id: str
    setup_id: str


@dataclass(frozen=True, slots=True)
class CardCheckoutRequest:
    """A page of the provider where another card is given; nothing is charged there."""

    idempotency_key: str
    metadata: dict[str, str]
    customer_id: str
    currency: str
    language: str
    success_url: str
    cancel_url: str


@dataclass(frozen=True, slots=True)
class CollectRequest:
    """Try again to collect an instalment."""

    idempotency_key: str
    invoice_id: str


@dataclass(frozen=True, slots=True)
class CollectAnswer:
    """What came of a try to collect. Slow money is neither paid nor declined: it is on its way."""

    is_paid: bool
    decline_code: str | None = None
    needs_confirmation: bool = False


@dataclass(frozen=True, slots=True)
class InstalmentSeen:
    """An instalment as it was looked up: how it was last declined, and the payment that paid it."""

    reported: InstalmentReported
    payment_id: str | None
    decline_code: str | None


_NOT_THERE = 404


class GatewayUnreachable(DonationsError):
    """No answer: what we asked for may or may not have happened. Ask again with the same key."""


class GatewayRefused(DonationsError):
    """The provider answered with an error; the answer is stored under the key, so ask again only with another."""

    @property
    def is_unknown(self) -> bool:
        """There is nothing of this name at the provider."""
        return self.parameters.get("status") == _NOT_THERE


class CheckoutStatus(StrEnum):
    OPEN = "open"  # the visitor may still pay
    COMPLETE = "complete"  # the visitor has finished; the money is taken or on its way
    EXPIRED = "expired"  # nobody can pay here any more


class PaymentState(StrEnum):
    OPEN = "open"  # the money may still come
    SUCCEEDED = "succeeded"  # the money was taken
    CANCELLED = "cancelled"  # no money will come of it


@dataclass(frozen=True, slots=True)
class CheckoutLine:
    """One line of what is paid for, named in the visitor's language."""

    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """Everything the hosted payment page is made of; read from a stored row, so a repeat is equal to the byte."""

    idempotency_key: str
    reference: str
    installation_id: str
    lines: tuple[CheckoutLine, ...]
    email: str
    language: str
    expires_at: datetime
    success_url: str
    cancel_url: str
    plan: PlanTerms | None = None  # a plan: one line, collected again and again


@dataclass(frozen=True, slots=True)
class Checkout:
    """The provider's hosted payment page. `url` is None once it is no longer open."""

    session_id: str
    status: CheckoutStatus
    url: str | None


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Money to give back. `refund_id` is the id of our row: the key under which it happens at most once."""

    refund_id: str
    installation_id: str
    reference: str
    payment_id: str
    amount: Money


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """What the provider made of it."""

    provider_refund_id: str
    status: RefundStatus
    failure_reason: str | None


class Gateway(Protocol):
    """All methods raise `GatewayUnreachable` or `GatewayRefused`, and are called outside any transaction."""

    def open_checkout(self, request: CheckoutRequest) -> Checkout:
        """Open a hosted payment page for one attempt."""

    def find_checkout(self, session_id: str) -> Checkout:
        """What became of a hosted payment page."""

    def expire_checkout(self, session_id: str) -> Checkout:
        """End an open page. Returns its state afterwards: `COMPLETE` when the visitor was quicker."""

    def refund(self, request: RefundRequest) -> RefundAnswer:
        """Give money back. Asked again with the same request within a day, it is the same refund."""

    def find_refund(self, payment_id: str, refund_id: str) -> RefundAnswer | None:
        """The refund of this payment that was asked for under our id; None when the provider has none."""

    def cancel_payment(self, payment_id: str, key: str) -> PaymentState:
        """Stop a payment that is on its way; refused more often than not. Asked again under `key` it is the same."""

    def find_payment(self, payment_id: str) -> PaymentState:
        """How far a payment is."""

    def events_since(self, since: datetime) -> Iterator[bytes]:
        """Each event since then, oldest first, as the JSON body a webhook would have carried (30 days at most)."""

    def create_webhook_endpoint(self, url: str) -> str:
        """Subscribe `url` to the events we use, with our API version; returns the signing secret, shown only once."""

    def ensure_fund_product(self, product: FundProduct) -> None:
        """Have what plans for this fund are made for; there already is as good."""

    def open_card_checkout(self, request: CardCheckoutRequest) -> Checkout:
        """Open a hosted page where a supporter gives another card for their plan."""

    def change_plan(self, request: PlanPriceRequest) -> PlanReported:
        """Collect another sum, in another rhythm or for another fund."""

    def move_plan_date(self, request: PlanMomentRequest) -> PlanReported:
        """Collect next at that moment, and from then on counted from it."""

    def pause_plan(self, request: PlanMomentRequest) -> PlanReported:
        """Collect nothing before that moment."""

    def resume_plan(self, request: PlanRequest) -> PlanReported:
        """End a pause."""

    def cancel_plan(self, request: PlanEndRequest) -> PlanReported:
        """End a plan. One that is over already is as good."""

    def set_plan_card(self, request: PlanCardRequest) -> PlanReported:
        """Charge the card that was given on the page of this set-up."""

    def collect_instalment(self, request: CollectRequest) -> CollectAnswer:
        """Try again to collect what is open."""

    def call_off_instalment(self, invoice_id: str) -> CollectionState:
        """Ask for it no more, unless it is paid; says what it is then. Asked twice it is the same."""

    def find_card(self, payment_method_id: str) -> CardDescribed | None:
        """A card as it is now; None when it belongs to nobody any more."""

    def update_customer(self, customer_id: str, email: str) -> None:
        """The address the provider writes to. Asked again it is the same."""

    def find_plan(self, plan_id: str) -> PlanReported:
        """A plan as it is now."""

    def find_instalment(self, invoice_id: str) -> InstalmentSeen:
        """An instalment as it is now."""
