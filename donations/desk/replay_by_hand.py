"""Somebody wants an event of the provider applied again."""

from uuid import UUID

from donations.core.database import session
from donations.core.errors import Refused
from donations.payments.models import ProviderEvent
from donations.payments.replay_event import replay_event
from donations.payments.states import EventState
from donations.staff.record_audit import Act, record_audit


def replay_by_hand(event: ProviderEvent, *, by: UUID | None, reason: str = "") -> None:
    """Back into the queue, with its trail. Raises `Refused` when it may not be; what is in the books needs a reason."""
    session.refresh(event, with_for_update=True)
    if event.state == EventState.APPLIED and not reason.strip():
        raise Refused(
            "%(event)s is in the books already. Please say why it is applied again.", event=event.provider_event_id
        )
    before = {"event": event.provider_event_id, "state": event.state, "why": event.reason}
    replay_event(event)
    after = {"event": event.provider_event_id, "state": event.state, "why": event.reason}
    record_audit(Act("event.replayed", "event", event.id, by, reason.strip(), before, after))
