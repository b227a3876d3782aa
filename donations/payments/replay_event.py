"""A person says: apply this event again. Ignored and parked ones only; an applied one is in the books already."""

import json

from donations.core import outbox
from donations.core.database import session
from donations.core.errors import Refused
from donations.core.installation import Mode, installation
from donations.payments.events import ProviderEventReceived
from donations.payments.models import ProviderEvent
from donations.payments.queries import stored_body
from donations.payments.receive_event import Here, why_ignored
from donations.payments.states import MOVES, EventState
from donations.payments.stripe_events import EventHeader, read_header
from donations.payments.stripe_fields import BadEvent


def replay_event(event: ProviderEvent) -> None:
    """Back into the queue. Raises `Refused` when it may not be."""
    check_replay(event)
    event.state, event.reason = EventState.RECEIVED, None
    session.flush()
    outbox.record(ProviderEventReceived(event.id))


def check_replay(event: ProviderEvent) -> None:
    """Raises `Refused` for an event that is applied or still waits, and for one that could not become ours."""
    if EventState.RECEIVED not in MOVES[EventState(event.state)]:
        raise Refused("%(event)s is %(state)s: nothing to replay.", event=event.provider_event_id, state=event.state)
    here = installation()
    # What was not for us when it came is not for us now; what was of no use then may be of use to a later version.
    if reason := why_ignored(_header(event), Here(Mode(here.mode), here.installation_id)):
        raise Refused("%(event)s would be ignored again: %(reason)s.", event=event.provider_event_id, reason=reason)


def _header(event: ProviderEvent) -> EventHeader:
    body = stored_body(event)
    if body is None:
        raise Refused("The body of this event has been deleted: it cannot be applied again.")
    try:
        return read_header(json.loads(body))
    except (ValueError, BadEvent):
        raise Refused("The body of this event cannot be read: it cannot be applied again.") from None
