"""Somebody wants an event of the provider applied again."""

from uuid import UUID

from donations.core.database import session
from donations.payments.models import ProviderEvent
from donations.payments.replay_event import replay_event
from donations.staff.record_audit import Act, record_audit


def replay_by_hand(event: ProviderEvent, *, by: UUID | None, reason: str = "") -> None:
    """Back into the queue, with its trail. Raises `Refused` when it may not be."""
    session.refresh(event, with_for_update=True)
    before = {"event": event.provider_event_id, "state": event.state, "why": event.reason}
    replay_event(event)
    after = {"event": event.provider_event_id, "state": event.state, "why": event.reason}
    record_audit(Act("event.replayed", "event", event.id, by, reason.strip(), before, after))
