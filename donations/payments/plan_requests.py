"""What we ask of a provider about plans, in our own words. Each that changes something carries a key of ours."""

from dataclasses import dataclass
from datetime import datetime

from donations.core.money import Money
from donations.payments.plan_updates import InstalmentReported


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
