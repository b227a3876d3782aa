"""A person says which gift a parked event is about: where neither its payment nor its reference tells."""

import json
from uuid import UUID

from sqlalchemy import select

from donations.core.database import session
from donations.core.errors import Refused
from donations.giving.desk_models import EventLink, ManualRecord
from donations.giving.models import Donation
from donations.giving.queries import attempt_by_session, donation_by_id, donation_id_of_payment
from donations.payments.models import ProviderEvent
from donations.payments.plan_updates import PlanUpdate
from donations.payments.queries import stored_body
from donations.payments.replay_event import check_replay, replay_event
from donations.payments.states import EventState
from donations.payments.stripe_events import read_event
from donations.payments.stripe_fields import BadEvent
from donations.payments.updates import DisputeReported, PaymentUpdate, RefundReported
from donations.staff.record_audit import Act, record_audit


def link_event(event: ProviderEvent, donation: Donation, *, by: UUID, reason: str) -> None:
    """Tie the event to the gift and apply it again. The money is weighed as ever: another amount is held for review."""
    session.refresh(event, with_for_update=True)
    linkable_update(event)
    check_target(donation)
    if not reason.strip():
        raise Refused("Please say why.")
    link = session.get(EventLink, event.id) or EventLink(event_id=event.id)
    link.donation_id, link.by, link.reason = donation.id, by, reason.strip()
    session.add(link)
    replay_event(event)
    after = {"event": event.provider_event_id, "gift": donation.reference}
    record_audit(Act("event.linked", "event", event.id, by, link.reason, after=after))


def linkable_update(event: ProviderEvent) -> PaymentUpdate:
    """What the event says, if a person may say which gift it is about; else `Refused` with what to do instead."""
    if event.state != EventState.PARKED:
        raise Refused("Only an event that waits for a person is tied to a gift by hand.")
    check_replay(event)
    update = _said_by(event)
    if isinstance(update, PlanUpdate):
        raise Refused("This event is about a regular gift, and belongs to no single one.")
    if known := known_gift(update):
        raise Refused("This event is about gift %(gift)s, which is here: apply it again instead.", gift=known.reference)
    if isinstance(update, RefundReported | DisputeReported):
        raise Refused(
            "This event is about payment %(payment)s, which is not here. Please tie an event of that payment to its "
            "gift first, then apply this one again.",
            payment=update.payment_id,
        )
    return update


def check_target(donation: Donation) -> None:
    """Raises `Refused` for a gift that no provider's event can be about."""
    if session.get(ManualRecord, donation.id):
        raise Refused("This gift was recorded by hand: no payment of the provider can belong to it.")


def known_gift(update: PaymentUpdate) -> Donation | None:
    """The gift that payment, payment page or reference name."""
    payment_id: str | None = getattr(update, "payment_id", None)
    if payment_id and (home := donation_id_of_payment(payment_id)):
        return donation_by_id(home)
    session_id: str | None = getattr(update, "session_id", None)
    if session_id and (attempt := attempt_by_session(session_id)):
        return attempt.donation
    return session.scalar(select(Donation).where(Donation.reference == update.reference)) if update.reference else None


def _said_by(event: ProviderEvent) -> PaymentUpdate | PlanUpdate:
    try:
        update = read_event(json.loads(stored_body(event) or ""))
    except (ValueError, BadEvent) as problem:
        raise Refused("This event cannot be understood: %(problem)s.", problem=str(problem)) from None
    if update is None:
        raise Refused("This event says nothing about a gift.")
    return update
