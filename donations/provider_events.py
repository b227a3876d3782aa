"""What the provider's words do: type of update -> the verb that takes it, for single donations and plans alike.

A stored event is read, dispatched by the table and closed, in one transaction. The result does not depend on the order
of events nor on their repetition: each verb looks before it acts, and states only rise. An instalment is paid by a
`PaymentSucceeded` like any other; that it belongs to a plan is said by another event, `InstalmentPaid`.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from donations.core.database import session
from donations.core.errors import Impossible, NotYet
from donations.giving.desk_models import EventLink
from donations.giving.disputes import record_dispute
from donations.giving.models import Donation
from donations.giving.queries import donation_by_id, donation_id_of_payment, locked_donation_by_reference
from donations.giving.refunds.cancel_donation import record_payment_cancelled
from donations.giving.refunds.record_refund import record_refund
from donations.giving.settle.settle_donation import (
    record_decline,
    record_description,
    record_processing,
    settle_donation,
)
from donations.giving.start.expire_donations import end_checkout
from donations.payments import updates
from donations.payments.events import ProviderEventReceived
from donations.payments.queries import locked_event
from donations.payments.replay_event import close_event
from donations.payments.states import EventState
from donations.payments.stripe_events import read_event, read_header
from donations.payments.stripe_fields import BadEvent
from donations.recurring.changes.change_card import describe_card, record_card_given
from donations.recurring.instalments.report_instalment import note_decline, report_instalment
from donations.recurring.instalments.settle_instalment import pay_instalment
from donations.recurring.plan.report_plan import report_plan

# (update, id of the event) -> why it cannot be, when it contradicts what is known: the event then needs attention.
Verb = Callable[[Any, UUID], str | None]


def _to_donation(verb: Callable[..., None]) -> Verb:
    """The verb is given the donation, locked."""

    def apply(update: updates.PaymentUpdate, event_id: UUID) -> None:
        verb(_donation_of(update, event_id), update, because=event_id)

    return apply


def _to_plan(verb: Callable[[Any, UUID], None]) -> Verb:
    """The verb finds its plan itself. In a savepoint: of what cannot be, nothing is kept."""

    def apply(update: updates.PlanUpdate, event_id: UUID) -> str | None:
        try:
            with session.begin_nested():
                verb(update, event_id)
        except Impossible as problem:
            return f"cannot be: {problem}"
        return None

    return apply


VERBS: Mapping[type[Any], Verb] = {
    updates.PaymentSucceeded: _to_donation(settle_donation),
    updates.PaymentProcessing: _to_donation(record_processing),
    updates.PaymentDescribed: _to_donation(record_description),
    updates.PaymentDeclined: _to_donation(record_decline),
    updates.PaymentCancelled: _to_donation(record_payment_cancelled),
    updates.CheckoutEnded: _to_donation(end_checkout),
    updates.RefundReported: _to_donation(record_refund),
    updates.DisputeReported: _to_donation(record_dispute),
    updates.PlanReported: _to_plan(report_plan),
    updates.InstalmentReported: _to_plan(report_instalment),
    updates.InstalmentPaid: _to_plan(pay_instalment),
    updates.InstalmentDeclined: _to_plan(note_decline),
    updates.CardDescribed: _to_plan(describe_card),
    updates.CardGiven: _to_plan(record_card_given),
}


def apply_provider_event(event: ProviderEventReceived) -> None:
    """Apply one stored event, in the caller's transaction; one that was closed already is left alone.

    Raises `NotYet` while what it speaks of is not known: the outbox tries again.
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
    refusal = VERBS[type(update)](update, row.id)
    close_event(row.id, EventState.PARKED if refusal else EventState.APPLIED, refusal)


def give_up_on_event(event: ProviderEventReceived, reason: str) -> bool:
    """After the last try: ours but unknown needs attention; without our mark it was never ours."""
    row = locked_event(event.event_id)
    if read_header(row.body).installation:
        close_event(row.id, EventState.PARKED, f"ours, but unknown: {reason}")
    else:
        close_event(row.id, EventState.IGNORED, f"not ours: nothing here belongs to it ({reason})")
    return True


def _donation_of(update: updates.PaymentUpdate, event_id: UUID) -> Donation:
    """The donation the update speaks of, locked: by the payment if we know it, else by our reference.

    Where neither tells, it is the one a person has linked the event to.
    """
    payment_id: str | None = getattr(update, "payment_id", None)
    while payment_id and (home := donation_id_of_payment(payment_id)):
        known = donation_by_id(home, lock=True)
        if donation_id_of_payment(payment_id) == home:  # else it was moved while we waited for the lock
            return known
    donation = locked_donation_by_reference(update.reference) if update.reference else None
    if donation:
        return donation
    link = session.get(EventLink, event_id)
    if link is None:
        raise NotYet("The gift this event speaks of is not known yet.")
    return donation_by_id(link.donation_id, lock=True)
