"""A person says: apply this event again. Ignored and parked ones only; an applied one is in the books already."""

from donations.core import outbox
from donations.core.database import session
from donations.core.errors import Refused
from donations.payments.events import ProviderEventReceived
from donations.payments.models import ProviderEvent
from donations.payments.states import MOVES, EventState


def replay_event(event: ProviderEvent) -> None:
    """Back into the queue. Raises `Refused` for an event that is applied or still waits."""
    if EventState.RECEIVED not in MOVES[EventState(event.state)]:
        raise Refused("%(event)s is %(state)s: nothing to replay.", event=event.provider_event_id, state=event.state)
    event.state, event.reason = EventState.RECEIVED, None
    session.flush()
    outbox.record(ProviderEventReceived(event.id))
