"""A person says: apply this event again. What is in the books already is not taken twice: the words are a fold."""

import json
from uuid import UUID

from sqlalchemy import bindparam, update

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.errors import Refused
from donations.core.installation import Mode, installation
from donations.payments.events import ProviderEventReceived
from donations.payments.models import ProviderEvent
from donations.payments.queries import stored_body
from donations.payments.receive_event import Here, why_foreign
from donations.payments.states import MOVES, EventState
from donations.payments.stripe_events import EventHeader, read_header
from donations.payments.stripe_fields import BadEvent

_CLOSED = (
    update(ProviderEvent)
    .where(ProviderEvent.id == bindparam("event"))
    .values(state=bindparam("as_state"), reason=bindparam("because"), applied_at=bindparam("at"))
)


def close_event(event_id: UUID, state: EventState, reason: str | None = None) -> None:
    """The event is locked by the caller's transaction."""
    at = clock.now() if state == EventState.APPLIED else None
    values = {"event": event_id, "as_state": state, "because": reason, "at": at}
    session.connection().execute(_CLOSED, values)


def replay_event(event: ProviderEvent) -> None:
    """Back into the queue. Raises `Refused` when it may not be."""
    check_replay(event)
    event.state, event.reason, event.applied_at = EventState.RECEIVED, None, None
    session.flush()
    outbox.record(ProviderEventReceived(event.id))


def check_replay(event: ProviderEvent) -> None:
    """Raises `Refused` for an event that still waits, and for one that is another's: its money is never touched.

    What was of no use when it came may be of use to a later version.
    """
    if EventState.RECEIVED not in MOVES[EventState(event.state)]:
        raise Refused("%(event)s still waits to be applied: it is tried by itself.", event=event.provider_event_id)
    header, here = _header(event), installation()
    if why_foreign(header, Here(Mode(here.mode), here.installation_id)):
        raise _whose(header)


def _whose(header: EventHeader) -> Refused:
    if header.account:
        return Refused(
            "This event belongs to the connected account %(account)s: its money is not for these books.",
            account=header.account,
        )
    if header.livemode != (installation().mode == Mode.LIVE):
        if header.livemode:
            return Refused("This event tells of real money, and these books are a test: it is not for them.")
        return Refused("This event is of a test, and these books are of real money: it is not for them.")
    return Refused(
        "This event belongs to another installation (%(installation)s): its money is for the books there.",
        installation=header.installation,
    )


def _header(event: ProviderEvent) -> EventHeader:
    body = stored_body(event)
    if body is None:
        raise Refused("The body of this event has been deleted: it cannot be applied again.")
    try:
        return read_header(json.loads(body))
    except (ValueError, BadEvent):
        raise Refused("The body of this event cannot be read: it cannot be applied again.") from None
