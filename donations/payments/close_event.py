"""An event of the inbox is done with: applied, of no use, or put aside for a person."""

from uuid import UUID

from sqlalchemy import bindparam, update

from donations.core import clock
from donations.core.database import session
from donations.payments.models import ProviderEvent
from donations.payments.states import EventState

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
