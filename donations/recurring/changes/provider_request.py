"""A change as the provider is asked for it: fixed when it is first sent, and kept with the change."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from donations.core import clock
from donations.core.money import Money
from donations.giving.start.checkout_attempts import product_of
from donations.organisation.queries import the_organisation
from donations.payments.gateway import (
    FundProduct,
    Gateway,
    PlanCardRequest,
    PlanEndRequest,
    PlanMomentRequest,
    PlanPriceRequest,
    PlanRequest,
    PlanTerms,
)
from donations.payments.updates import PlanReported
from donations.recurring.calendar import MONTHS, morning_of
from donations.recurring.history_models import PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import uncollected_instalments
from donations.recurring.reasons import ChangeKind
from donations.recurring.states import Interval

KEEPS_A_DATE = (ChangeKind.INTERVAL, ChangeKind.DATE, ChangeKind.SKIP)  # about the next one, as it was known here
_SENT = "sent"
_KEY = "plan-change"
_SOON = timedelta(hours=1)
_DAY = timedelta(days=1)  # ours are of the morning, whichever hour of that day the provider collects at


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """Everything that is sent, whatever kind of change it is."""

    kind: ChangeKind
    change_id: str
    plan_id: str
    item_id: str = ""
    amount_minor: int = 0
    currency: str = ""
    months: int = 0
    product: tuple[str, str, str] | None = None
    fund_id: UUID | None = None  # whose product is to be made first
    at: int | None = None  # seconds
    setup: str = ""
    open_invoices: tuple[str, ...] = ()
    attempt: int = 1  # an error that was answered is the answer for good under its key
    next_at: int | None = None  # seconds: when the next one was to be collected, as it was known here
    end_reason: str = ""

    @property
    def moment(self) -> datetime | None:
        return None if self.at is None else clock.from_timestamp(self.at)


def request_of(plan: RecurringPlan, change: PlanChange) -> ChangeRequest:
    """Made now, from the plan as it is; the caller's transaction keeps it."""
    kind, change_request = ChangeKind(change.kind), change.wanted
    request = ChangeRequest(kind, change.id.hex, plan.provider_plan_id or "", **_facts(plan, kind, change_request))
    kept = asdict(request) | {"fund_id": str(request.fund_id) if request.fund_id else None}
    change.wanted = {**change_request, _SENT: kept}
    return request


def keep_next_attempt(change: PlanChange) -> None:
    """The same once more, under a key of its own."""
    sent = change.wanted[_SENT]
    change.wanted = {**change.wanted, _SENT: {**sent, "attempt": sent["attempt"] + 1}}


def kept_request(change: PlanChange) -> ChangeRequest | None:
    """As it was sent before."""
    kept: dict[str, Any] | None = change.wanted.get(_SENT)
    if kept is None:
        return None
    return ChangeRequest(
        **{
            **kept,
            "kind": ChangeKind(kept["kind"]),
            "fund_id": UUID(kept["fund_id"]) if kept["fund_id"] else None,
            "product": tuple(kept["product"]) if kept["product"] else None,
            "open_invoices": tuple(kept["open_invoices"]),
        }
    )


def ask(provider: Gateway, request: ChangeRequest) -> PlanReported:
    """Of the provider; no transaction is open."""
    key, plan_id = f"{_KEY}:{request.change_id}:{request.attempt}", request.plan_id
    match request.kind:
        case ChangeKind.AMOUNT | ChangeKind.INTERVAL | ChangeKind.FUND:
            return _ask_price(provider, request, key)
        case ChangeKind.CANCEL:
            return provider.cancel_plan(PlanEndRequest(key, plan_id, request.open_invoices, request.end_reason))
        case ChangeKind.CARD:
            return provider.set_plan_card(PlanCardRequest(key, plan_id, request.setup))
        case ChangeKind.RESUME:
            return provider.resume_plan(PlanRequest(key, plan_id))
    assert request.moment  # noqa: S101 - the kinds left are about one
    moved = PlanMomentRequest(key, plan_id, request.moment)
    return provider.move_plan_date(moved) if request.kind == ChangeKind.DATE else provider.pause_plan(moved)


def change_of_key(key: str | None) -> UUID | None:
    """Which change a request with this key was for."""
    name, _, rest = (key or "").partition(":")
    try:
        return UUID(rest.partition(":")[0]) if name == _KEY else None
    except ValueError:
        return None


def is_in_force(request: ChangeRequest, seen: PlanReported) -> bool:
    """Whether the plan at the provider is what was asked for. Of its card nobody can tell: no."""
    said = {
        ChangeKind.AMOUNT: seen.amount.minor == request.amount_minor,
        ChangeKind.FUND: request.product is not None and seen.product_id == request.product[0],
        ChangeKind.INTERVAL: seen.months == request.months,
        ChangeKind.DATE: seen.period_end == request.moment,
        ChangeKind.PAUSE: seen.is_paused and seen.paused_until == request.moment,
        ChangeKind.SKIP: seen.is_paused and seen.paused_until == request.moment,
        ChangeKind.RESUME: not seen.is_paused,
        ChangeKind.CANCEL: seen.ended_at is not None,
    }
    return said.get(request.kind, False)


def is_overtaken(request: ChangeRequest, seen: PlanReported) -> bool:
    """Whether the provider has collected since: nothing may be collected again in that period, or left out after it."""
    assert request.moment  # noqa: S101 - those that keep a date have one
    if request.next_at is not None:
        return clock.from_timestamp(request.next_at) < seen.period_end - _DAY
    margin = timedelta(0) if request.kind == ChangeKind.SKIP else _DAY
    return request.moment < seen.period_end - margin


def _ask_price(provider: Gateway, request: ChangeRequest, key: str) -> PlanReported:
    assert request.product  # noqa: S101 - a price is for one
    if request.fund_id:
        provider.ensure_fund_product(FundProduct(*request.product))
    return provider.change_plan(
        PlanPriceRequest(
            idempotency_key=key,
            plan_id=request.plan_id,
            item_id=request.item_id,
            amount=Money(request.amount_minor, request.currency),
            terms=PlanTerms(request.months, request.product[0]),
            keeps_until=request.moment,
        )
    )


def _facts(plan: RecurringPlan, kind: ChangeKind, change_request: dict[str, Any]) -> dict[str, Any]:
    match kind:
        case ChangeKind.AMOUNT | ChangeKind.INTERVAL | ChangeKind.FUND:
            return _price(plan, kind, change_request)
        case ChangeKind.DATE:
            return {"at": _morning(change_request["on"]), "next_at": _day(plan.next_on) if plan.next_on else None}
        case ChangeKind.PAUSE | ChangeKind.SKIP:
            return {"at": _morning(change_request["until"])}
        case ChangeKind.CARD:
            return {"setup": change_request["setup"]}
        case ChangeKind.CANCEL:
            invoices = (instalment.provider_invoice_id for instalment in uncollected_instalments(plan.id))
            open_invoices = tuple(sorted(each for each in invoices if each))
            return {"open_invoices": open_invoices, "end_reason": change_request["end_reason"]}
    return {}


def _price(plan: RecurringPlan, kind: ChangeKind, change_request: dict[str, Any]) -> dict[str, Any]:
    """The whole price is named anew: what does not change stays as it is."""
    fund_id = UUID(change_request.get("fund_id", str(plan.fund_id)))
    product = product_of(fund_id)
    rhythm = Interval(change_request.get("interval", plan.interval))
    return {
        "item_id": plan.provider_item_id,
        "amount_minor": change_request.get("amount_minor", plan.amount_minor),
        "currency": plan.currency,
        "months": MONTHS[rhythm],
        "product": (product.product_id, product.name, product.installation_id),
        "fund_id": fund_id,
        "at": _morning(plan.next_on.isoformat()) if kind == ChangeKind.INTERVAL and plan.next_on else None,
    }


def _day(day: date) -> int:
    """Of any day, though it may have passed."""
    return int(morning_of(day, the_organisation().zone).timestamp())


def _morning(day: str) -> int:
    """Of that day; a moment that has passed would be refused."""
    change_request = morning_of(date.fromisoformat(day), the_organisation().zone)
    return int(max(change_request, clock.now() + _SOON).timestamp())
