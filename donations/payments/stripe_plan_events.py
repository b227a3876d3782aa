"""What Stripe says of subscriptions, invoices and saved cards, in our words."""

from collections.abc import Callable, Mapping
from datetime import datetime

from donations.payments.stripe_fields import (
    ID,
    BadEvent,
    Json,
    id_of,
    inner,
    listed,
    matching,
    metadata,
    moment,
    money,
    needed_moment,
    optional_moment,
    optional_text,
    reference,
    subject,
    text,
    truth,
    whole,
)
from donations.payments.updates import (
    CardDescribed,
    CardGiven,
    CollectionState,
    EndCause,
    InstalmentPaid,
    InstalmentReported,
    PlanReported,
    PlanUpdate,
)

_MONTHS = {"month": 1, "year": 12}
_NOT_BEGUN, _RUNNING, _OVER = range(3)
_STAGE = {"incomplete": _NOT_BEGUN, "canceled": _OVER, "incomplete_expired": _OVER}
_CAUSES = {"payment_failed": EndCause.UNPAID}
_LONGEST_ADDRESS = 2000
_INVOICE = "in_"


def plan_from(plan: Json, at: datetime, event_id: str = "") -> PlanReported:
    """A subscription, as an event reports it or as it was looked up."""
    item = _only(listed(inner(plan, "items"), "data"), "items")
    price, pause = inner(item, "price"), inner(plan, "pause_collection")
    period_end = needed_moment(item, "current_period_end")
    stage = _STAGE.get(text(plan, "status"), _RUNNING)
    return PlanReported(
        reference=reference(plan),
        plan_id=matching(plan, "id", ID),
        item_id=matching(item, "id", ID),
        customer_id=id_of(plan, "customer") or "",
        payment_method_id=id_of(plan, "default_payment_method"),
        amount=money(price, "unit_amount"),
        months=_months(inner(price, "recurring")),
        anchored_at=needed_moment(plan, "billing_cycle_anchor"),
        period_end=period_end,
        is_paused=bool(pause) or plan.get("status") == "paused",
        paused_until=optional_moment(pause, "resumes_at"),
        ends_at=period_end if truth(plan, "cancel_at_period_end") else optional_moment(plan, "cancel_at"),
        ended_at=(optional_moment(plan, "ended_at") or at) if stage == _OVER else None,
        end_cause=_cause(plan) if stage == _OVER else None,
        at=at,
        order=f"{_seconds(at)}.{stage}.{_seconds(period_end)}.{event_id}",
        product_id=_product(price),
        end_note=_text_or_none(inner(plan, "cancellation_details"), "comment"),
    )


def instalment_from(invoice: Json, at: datetime, kind: str = "") -> InstalmentReported | None:
    """An invoice, as an event of that kind reports it or as it was looked up; None when it is of no plan, or over 0."""
    details = inner(inner(invoice, "parent"), "subscription_details")
    plan_id = id_of(details, "subscription")
    if plan_id is None or invoice.get("amount_due") == 0:
        return None
    confirms = kind == "invoice.payment_action_required"
    return InstalmentReported(
        reference=reference(invoice),
        plan_id=plan_id,
        invoice_id=matching(invoice, "id", ID),
        state=_state(invoice),
        amount=money(invoice, "amount_due"),
        is_first=invoice.get("billing_reason") == "subscription_create",
        period=_period(invoice),
        attempts=whole(invoice, "attempt_count"),
        has_failed=confirms or kind == "invoice.payment_failed",
        needs_confirmation=confirms,
        next_attempt_at=optional_moment(invoice, "next_payment_attempt"),
        payment_page=optional_text(invoice, "hosted_invoice_url", longest=_LONGEST_ADDRESS),
        at=at,
        product_id=_product(inner(inner(_last_line(invoice), "pricing"), "price_details")),
    )


def invoice_of(payment: Json) -> str | None:
    """The invoice a payment is to pay, where Stripe notes it on the payment."""
    noted = optional_text(inner(payment, "payment_details"), "order_reference")
    return noted if noted and noted.startswith(_INVOICE) else None


def card_given(page: Json, at: datetime) -> CardGiven:
    """A page for another card, finished."""
    setup_id = id_of(page, "setup_intent")
    if setup_id is None:
        raise BadEvent("a finished page for a card without a setup_intent")
    return CardGiven(reference(page), matching(page, "id", ID), setup_id, metadata(page, "change"), at)


def _card_described(event: Json) -> PlanUpdate | None:
    return card_from(subject(event), moment(event), text(event, "type"), matching(event, "id", ID))


def _plan_reported(event: Json) -> PlanUpdate:
    return plan_from(subject(event), moment(event), matching(event, "id", ID))


def _instalment_reported(event: Json) -> PlanUpdate | None:
    return instalment_from(subject(event), moment(event), text(event, "type"))


def _instalment_paid(event: Json) -> PlanUpdate | None:
    update = subject(event)
    payment_id = id_of(inner(update, "payment"), "payment_intent")
    if payment_id is None:
        return None  # paid outside the provider, by a note in its dashboard: no money of ours
    invoice_id = id_of(update, "invoice")
    if invoice_id is None:
        raise BadEvent("a payment of no invoice")
    return InstalmentPaid(invoice_id, payment_id, money(update, "amount_paid"), moment(event))


def card_from(method: Json, at: datetime, kind_of_event: str = "", event_id: str = "") -> CardDescribed | None:
    """A payment method, as an event of that kind reports it or as it was looked up."""
    customer_id = id_of(method, "customer")
    if customer_id is None:
        return None  # of nobody: it was used once
    kind = text(method, "type")
    card = inner(method, kind)
    year, month = card.get("exp_year"), card.get("exp_month")
    return CardDescribed(
        payment_method_id=matching(method, "id", ID),
        customer_id=customer_id,
        kind=kind[:40],
        brand=optional_text(card, "brand", longest=40),
        last4=optional_text(card, "last4", longest=4),
        expires=(month, year) if type(month) is int and type(year) is int else None,
        is_renewed=kind_of_event == "payment_method.automatically_updated",
        at=at,
        order=f"{_seconds(at)}.{event_id}",
    )


def _product(priced: Json) -> str | None:
    """Perhaps one that is none of ours, under whatever id."""
    return _text_or_none(priced, "product")


def _text_or_none(holder: Json, key: str) -> str | None:
    """However long, and of whatever signs: it is compared with words of ours, and kept nowhere."""
    update = holder.get(key)
    return update if isinstance(update, str) else None


def _months(recurring: Json) -> int:
    unit = text(recurring, "interval")
    if unit not in _MONTHS:
        raise BadEvent("a plan that is counted neither in months nor in years")
    return _MONTHS[unit] * whole(recurring, "interval_count")


def _cause(plan: Json) -> EndCause:
    if plan.get("status") == "incomplete_expired":
        return EndCause.NEVER_PAID
    return _CAUSES.get(optional_text(inner(plan, "cancellation_details"), "reason") or "", EndCause.ASKED)


def _state(invoice: Json) -> CollectionState:
    try:
        return CollectionState(text(invoice, "status"))
    except ValueError:
        raise BadEvent("an invoice with an unknown status") from None


def _last_line(invoice: Json) -> Json:
    """The one that ends last: others would be about the past."""
    lines = listed(inner(invoice, "lines"), "data")
    if not lines:
        raise BadEvent("an invoice without lines")
    return max(lines, key=lambda line: [needed_moment(inner(line, "period"), name) for name in ("end", "start")])


def _period(invoice: Json) -> tuple[datetime, datetime]:
    period = inner(_last_line(invoice), "period")
    start, end = needed_moment(period, "start"), needed_moment(period, "end")
    if start >= end:
        raise BadEvent("an invoice for no time")
    return start, end


def _only(found: list[Json], name: str) -> Json:
    if len(found) != 1:
        raise BadEvent(f"{name}: one was expected")
    return found[0]


def _seconds(at: datetime) -> str:
    return f"{int(at.timestamp()):012d}"


PLAN_READERS: Mapping[str, Callable[[Json], PlanUpdate | None]] = {
    **{f"customer.subscription.{what}": _plan_reported for what in "created updated deleted paused resumed".split()},
    **{
        f"invoice.{what}": _instalment_reported
        for what in "created finalized paid payment_failed payment_action_required voided marked_uncollectible".split()
    },
    "invoice_payment.paid": _instalment_paid,
    "payment_method.attached": _card_described,
    "payment_method.updated": _card_described,
    "payment_method.automatically_updated": _card_described,
}
