"""What Stripe's events say, in our words. Pure reading of the JSON: no network, no SDK, no database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from donations.payments.stripe_fields import (
    ID,
    TYPE,
    BadEvent,
    Json,
    id_of,
    inner,
    matching,
    metadata,
    moment,
    money,
    optional_moment,
    optional_text,
    reference,
    subject,
    text,
    truth,
)
from donations.payments.stripe_plan_events import PLAN_READERS, card_given, invoice_of
from donations.payments.updates import (
    CheckoutEnded,
    CheckoutOutcome,
    DisputeReported,
    DisputeStatus,
    InstalmentDeclined,
    PaymentCancelled,
    PaymentDeclined,
    PaymentDescribed,
    PaymentProcessing,
    PaymentSucceeded,
    PaymentUpdate,
    PlanUpdate,
    RefundReported,
    RefundStatus,
)

EVENT_TYPES = tuple(
    """
    checkout.session.completed checkout.session.async_payment_succeeded checkout.session.async_payment_failed
    checkout.session.expired
    payment_intent.succeeded payment_intent.processing payment_intent.payment_failed payment_intent.canceled
    charge.succeeded charge.failed charge.updated charge.refunded
    refund.created refund.updated refund.failed
    charge.dispute.created charge.dispute.updated charge.dispute.closed charge.dispute.funds_withdrawn
    charge.dispute.funds_reinstated
    radar.early_fraud_warning.created radar.early_fraud_warning.updated review.opened review.closed
    invoice.created invoice.finalized invoice.paid invoice.payment_failed invoice.payment_action_required
    invoice.finalization_failed invoice.upcoming invoice.voided invoice.marked_uncollectible
    invoice_payment.paid
    customer.subscription.created customer.subscription.updated customer.subscription.deleted
    customer.subscription.paused customer.subscription.resumed customer.subscription.trial_will_end
    customer.subscription.pending_update_applied customer.subscription.pending_update_expired
    customer.updated customer.deleted
    payment_method.attached payment_method.detached payment_method.updated
    payment_method.automatically_updated
    mandate.updated setup_intent.succeeded setup_intent.setup_failed
    payout.created payout.updated payout.paid payout.failed payout.canceled payout.reconciliation_completed
    balance.available
    """.split()
)


_LONGEST_REASON = 60


@dataclass(frozen=True, slots=True)
class EventHeader:
    """What is known of any event, used or not: enough to store it and to tell whether it is ours."""

    id: str
    type: str
    api_version: str | None
    livemode: bool
    account: str | None
    created: datetime
    object_id: str | None
    object_type: str
    installation: str | None
    reference: str | None


def read_header(event: Json) -> EventHeader:
    """The event's own data; raises `BadEvent` when it is no Stripe event."""
    if event.get("object") != "event":
        raise BadEvent("object is not an event")
    body = subject(event)
    return EventHeader(
        id=matching(event, "id", ID),
        type=matching(event, "type", TYPE),
        api_version=optional_text(event, "api_version", longest=60),
        livemode=truth(event, "livemode"),
        account=optional_text(event, "account", longest=255),
        created=moment(event),
        object_id=optional_text(body, "id", longest=255),
        object_type=text(body, "object"),
        installation=metadata(body, "installation"),
        reference=reference(body),
    )


def key_of_request(event: Json) -> str | None:
    """The key that the request it came of carried, if it came of one."""
    return optional_text(inner(event, "request"), "idempotency_key")


def read_event(event: Json) -> PaymentUpdate | PlanUpdate | None:
    """The fact this event reports, or None when its type or object is nothing we use. Raises `BadEvent`."""
    kind = matching(event, "type", TYPE)
    if kind in PLAN_READERS:
        return PLAN_READERS[kind](event)
    reader = _READERS.get(kind)
    return reader(subject(event), moment(event)) if reader else None


def _checkout_completed(session: Json, at: datetime) -> PaymentUpdate | PlanUpdate | None:
    if session.get("mode") == "setup":
        return card_given(session, at)
    if session.get("payment_status") == "paid":
        return _checkout_paid(session, at)
    return _checkout_ended(session, at, CheckoutOutcome.PROCESSING)


def _checkout_paid(session: Json, at: datetime) -> PaymentUpdate | None:
    """A plan's page settles nothing: the money of its first instalment is reported with that."""
    if session.get("mode") != "payment":
        return _checkout_ended(session, at, CheckoutOutcome.PROCESSING)
    payment_id = id_of(session, "payment_intent")
    if payment_id is None:
        raise BadEvent("a paid session without a payment_intent")
    return PaymentSucceeded(reference(session), payment_id, money(session, "amount_total"), at)


def _checkout_failed(session: Json, at: datetime) -> PaymentUpdate | None:
    return _checkout_ended(session, at, CheckoutOutcome.FAILED)


def _checkout_expired(session: Json, at: datetime) -> PaymentUpdate | None:
    return _checkout_ended(session, at, CheckoutOutcome.EXPIRED)


def _checkout_ended(session: Json, at: datetime, outcome: CheckoutOutcome) -> PaymentUpdate | None:
    if session.get("mode") not in ("payment", "subscription"):
        return None
    return CheckoutEnded(reference(session), matching(session, "id", ID), outcome, at)


def _payment_succeeded(payment: Json, at: datetime) -> PaymentUpdate:
    amount = money(payment, "amount_received")
    return PaymentSucceeded(reference(payment), matching(payment, "id", ID), amount, at)


def _payment_processing(payment: Json, at: datetime) -> PaymentUpdate:
    return PaymentProcessing(reference(payment), matching(payment, "id", ID), money(payment, "amount"), at)


def _payment_declined(payment: Json, at: datetime) -> PaymentUpdate | PlanUpdate:
    error = inner(payment, "last_payment_error")
    if invoice_id := invoice_of(payment):
        code, decline_code = optional_text(error, "code"), optional_text(error, "decline_code")
        return InstalmentDeclined(invoice_id, code, decline_code, at)
    return PaymentDeclined(
        reference=reference(payment),
        payment_id=matching(payment, "id", ID),
        charge_id=id_of(error, "charge"),
        code=optional_text(error, "code"),
        decline_code=optional_text(error, "decline_code"),
        at=at,
    )


# Cancelled by a person; what ends with its page or its invoice is told by those.
_BY_A_PERSON = ("requested_by_customer", "duplicate", "fraudulent")


def _payment_cancelled(payment: Json, at: datetime) -> PaymentUpdate | None:
    if payment.get("cancellation_reason") not in _BY_A_PERSON:
        return None
    return PaymentCancelled(reference(payment), matching(payment, "id", ID), at)


def _charge_succeeded(charge: Json, at: datetime) -> PaymentUpdate | None:
    payment_id = id_of(charge, "payment_intent")
    if payment_id is None:
        return None  # every charge of ours belongs to a PaymentIntent
    details = inner(charge, "payment_method_details")
    card = inner(details, "card")
    return PaymentDescribed(
        reference=reference(charge),
        payment_id=payment_id,
        amount=money(charge, "amount"),
        charge_id=matching(charge, "id", ID),
        method=optional_text(details, "type") or "unknown",
        card_brand=optional_text(card, "brand"),
        card_last4=optional_text(card, "last4"),
        at=at,
    )


REFUND_STATUS = {
    "pending": RefundStatus.PENDING,
    "requires_action": RefundStatus.PENDING,
    "succeeded": RefundStatus.SUCCEEDED,
    "canceled": RefundStatus.CANCELLED,
    "failed": RefundStatus.FAILED,
}


def _refund_reported(refund: Json, at: datetime) -> PaymentUpdate | None:
    payment_id = id_of(refund, "payment_intent")
    if payment_id is None:
        return None  # of a charge without a PaymentIntent: never one of ours
    status = text(refund, "status")
    if status not in REFUND_STATUS:
        raise BadEvent("a refund with an unknown status")
    return RefundReported(
        reference=reference(refund),
        refund_id=matching(refund, "id", ID),
        payment_id=payment_id,
        amount=money(refund, "amount"),
        status=REFUND_STATUS[status],
        failure_reason=optional_text(refund, "failure_reason"),
        at=at,
        our_id=metadata(refund, "refund"),
    )


# An inquiry that is closed, or a dispute that was prevented, took nothing; an appeal begins with the money gone.
_DISPUTE_STATUS = {
    "warning_needs_response": DisputeStatus.INQUIRY,
    "warning_under_review": DisputeStatus.INQUIRY,
    "warning_closed": DisputeStatus.WON,
    "prevented": DisputeStatus.WON,
    "needs_response": DisputeStatus.OPEN,
    "under_review": DisputeStatus.OPEN,
    "won": DisputeStatus.WON,
    "lost": DisputeStatus.LOST,
    "appeal_needs_response": DisputeStatus.LOST,
    "appeal_under_review": DisputeStatus.LOST,
}


def _dispute_reported(dispute: Json, at: datetime) -> PaymentUpdate | None:
    payment_id = id_of(dispute, "payment_intent")
    if payment_id is None:
        return None  # of a charge without a PaymentIntent: never one of ours
    status = text(dispute, "status")
    if status not in _DISPUTE_STATUS:
        raise BadEvent("a dispute with an unknown status")
    return DisputeReported(
        reference=reference(dispute),
        dispute_id=matching(dispute, "id", ID),
        payment_id=payment_id,
        amount=money(dispute, "amount"),
        status=_DISPUTE_STATUS[status],
        reason=text(dispute, "reason")[:_LONGEST_REASON],
        evidence_due_at=optional_moment(inner(dispute, "evidence_details"), "due_by"),
        at=at,
    )


_READERS: Mapping[str, Callable[[Json, datetime], PaymentUpdate | PlanUpdate | None]] = {
    "checkout.session.completed": _checkout_completed,
    "checkout.session.async_payment_succeeded": _checkout_paid,
    "checkout.session.async_payment_failed": _checkout_failed,
    "checkout.session.expired": _checkout_expired,
    "payment_intent.succeeded": _payment_succeeded,
    "payment_intent.processing": _payment_processing,
    "payment_intent.payment_failed": _payment_declined,
    "payment_intent.canceled": _payment_cancelled,
    "charge.succeeded": _charge_succeeded,
    "refund.created": _refund_reported,
    "refund.updated": _refund_reported,
    "refund.failed": _refund_reported,
    "charge.dispute.created": _dispute_reported,
    "charge.dispute.updated": _dispute_reported,
    "charge.dispute.closed": _dispute_reported,
    "charge.dispute.funds_withdrawn": _dispute_reported,
    "charge.dispute.funds_reinstated": _dispute_reported,
}

USED_TYPES = frozenset({*_READERS, *PLAN_READERS})
