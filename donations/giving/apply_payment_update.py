"""What the provider said becomes what we know: a fold that does not depend on order or repetition."""

from collections.abc import Callable
from typing import Any

from donations.core import clock
from donations.core.errors import NotYet
from donations.giving.end_checkout import end_checkout
from donations.giving.models import Donation
from donations.giving.queries import donation_by_id, locked_donation_by_reference, payment_by_provider_id
from donations.giving.record_payment import record_decline, record_description, record_processing
from donations.giving.record_refund import record_refund
from donations.giving.settle_donation import settle_donation
from donations.payments.events import ProviderEventReceived
from donations.payments.models import ProviderEvent
from donations.payments.queries import body_of, locked_event
from donations.payments.states import EventState
from donations.payments.stripe_events import read_event, read_header
from donations.payments.stripe_fields import BadEvent
from donations.payments.updates import (
    CheckoutEnded,
    PaymentDeclined,
    PaymentDescribed,
    PaymentProcessing,
    PaymentSucceeded,
    PaymentUpdate,
    RefundReported,
)

VERBS: dict[type[Any], Callable[..., None]] = {
    PaymentSucceeded: settle_donation,
    PaymentProcessing: record_processing,
    PaymentDescribed: record_description,
    PaymentDeclined: record_decline,
    CheckoutEnded: end_checkout,
    RefundReported: record_refund,
}


def apply_payment_update(event: ProviderEventReceived) -> None:
    """Apply one stored event. Raises `NotYet` while the donation it speaks of is not known: the outbox tries again."""
    row = locked_event(event.event_id)
    if row.state != EventState.RECEIVED:
        return
    try:
        update = read_event(body_of(row))
    except BadEvent as problem:
        _close(row, EventState.PARKED, f"not understood: {problem}")
        return
    if update is None:
        _close(row, EventState.IGNORED, "not used: the event says nothing about a gift")
        return
    VERBS[type(update)](_donation_of(update), update, because=row.id)
    _close(row, EventState.APPLIED)


def give_up_on_event(event: ProviderEventReceived, reason: str) -> bool:
    """After the last try: ours but unknown waits for a person; without our mark it was never ours."""
    row = locked_event(event.event_id)
    if read_header(body_of(row)).installation:
        _close(row, EventState.PARKED, f"ours, but unknown: {reason}")
    else:
        _close(row, EventState.IGNORED, f"not ours: nothing here belongs to it ({reason})")
    return True


def _donation_of(update: PaymentUpdate) -> Donation:
    """The donation the update speaks of, locked: by the payment if we know it, else by our reference."""
    payment_id: str | None = getattr(update, "payment_id", None)
    payment = payment_by_provider_id(payment_id) if payment_id else None
    while payment and payment_id:
        known = donation_by_id(payment.donation_id, lock=True)
        payment = payment_by_provider_id(payment_id)
        if payment and payment.donation_id == known.id:  # else it was moved while we waited
            return known
    donation = locked_donation_by_reference(update.reference) if update.reference else None
    if donation is None:
        raise NotYet("The gift this event speaks of is not known yet.")
    return donation


def _close(row: ProviderEvent, state: EventState, reason: str | None = None) -> None:
    row.state, row.reason = state, reason
    row.applied_at = clock.now() if state == EventState.APPLIED else None
