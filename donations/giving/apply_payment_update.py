"""What the provider said becomes what we know: a fold that does not depend on order or repetition."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from donations.core.database import session
from donations.core.errors import Impossible, NotYet
from donations.giving.desk_models import EventLink
from donations.giving.models import Donation
from donations.giving.queries import donation_by_id, donation_id_of_payment, locked_donation_by_reference
from donations.giving.refunds.cancel_payment import record_payment_cancelled
from donations.giving.refunds.record_refund import record_refund
from donations.giving.settle.disputes import record_dispute
from donations.giving.settle.settle_donation import (
    record_decline,
    record_description,
    record_processing,
    settle_donation,
)
from donations.giving.start.expire_donations import end_checkout
from donations.payments.events import ProviderEventReceived
from donations.payments.queries import locked_event
from donations.payments.replay_event import close_event
from donations.payments.states import EventState
from donations.payments.stripe_events import read_event, read_header
from donations.payments.stripe_fields import BadEvent
from donations.payments.updates import (
    CheckoutEnded,
    DisputeReported,
    PaymentCancelled,
    PaymentDeclined,
    PaymentDescribed,
    PaymentProcessing,
    PaymentSucceeded,
    PaymentUpdate,
    PlanUpdate,
    RefundReported,
)

# Applies what is said about something else than a donation: finds what it is about, and knows what to do.
OtherVerbs = Mapping[type[Any], Callable[[Any, UUID], None]]

VERBS: dict[type[Any], Callable[..., None]] = {
    PaymentSucceeded: settle_donation,
    PaymentProcessing: record_processing,
    PaymentDescribed: record_description,
    PaymentDeclined: record_decline,
    PaymentCancelled: record_payment_cancelled,
    CheckoutEnded: end_checkout,
    RefundReported: record_refund,
    DisputeReported: record_dispute,
}


def apply_payment_update(event: ProviderEventReceived, others: OtherVerbs) -> None:
    """Apply one stored event. Raises `NotYet` while what it speaks of is not known: the outbox tries again.

    What cannot be at all (`Impossible`) waits for a person.
    """
    row = locked_event(event.event_id)
    if row.state != EventState.RECEIVED:
        return
    try:
        update = read_event(row.body)
    except BadEvent as problem:
        close_event(row.id, EventState.PARKED, f"not understood: {problem}")
        return
    if update is None:
        close_event(row.id, EventState.IGNORED, "not used: the event says nothing about a gift")
        return
    if isinstance(update, PlanUpdate):
        refusal = _apply_elsewhere(others[type(update)], update, row.id)
        close_event(row.id, EventState.PARKED if refusal else EventState.APPLIED, refusal)
        return
    VERBS[type(update)](_donation_of(update, row.id), update, because=row.id)
    close_event(row.id, EventState.APPLIED)


def _apply_elsewhere(verb: Callable[[Any, UUID], None], update: Any, event_id: UUID) -> str | None:
    """Why it cannot be, when it cannot; nothing of it is kept then."""
    try:
        with session.begin_nested():
            verb(update, event_id)
    except Impossible as problem:
        return f"cannot be: {problem}"
    return None


def give_up_on_event(event: ProviderEventReceived, reason: str) -> bool:
    """After the last try: ours but unknown waits for a person; without our mark it was never ours."""
    row = locked_event(event.event_id)
    if read_header(row.body).installation:
        close_event(row.id, EventState.PARKED, f"ours, but unknown: {reason}")
    else:
        close_event(row.id, EventState.IGNORED, f"not ours: nothing here belongs to it ({reason})")
    return True


def _donation_of(update: PaymentUpdate, event_id: UUID) -> Donation:
    """The donation the update speaks of, locked: by the payment if we know it, else by our reference.

    Where neither tells, it is the one a person has tied the event to.
    """
    payment_id: str | None = getattr(update, "payment_id", None)
    while payment_id and (home := donation_id_of_payment(payment_id)):
        known = donation_by_id(home, lock=True)
        if donation_id_of_payment(payment_id) == home:  # else it was moved while we waited
            return known
    donation = locked_donation_by_reference(update.reference) if update.reference else None
    if donation:
        return donation
    link = session.get(EventLink, event_id)
    if link is None:
        raise NotYet("The gift this event speaks of is not known yet.")
    return donation_by_id(link.donation_id, lock=True)
