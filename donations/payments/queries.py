"""Reading the inbox."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select

from donations.core.database import session
from donations.core.errors import NotFound
from donations.core.tokens import SealedText
from donations.payments.models import ProviderEvent
from donations.payments.states import EventState

# Columns alone, read once: an object for each row would take longer than applying it.
_STORED = (
    select(ProviderEvent.id, ProviderEvent.state, SealedText.text)
    .join(SealedText, SealedText.id == ProviderEvent.body_id, isouter=True)
    .where(ProviderEvent.id == bindparam("event"))
    .with_for_update(of=ProviderEvent)
)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """What applying an event needs of its row. `text` is None once it has been forgotten."""

    id: UUID
    state: EventState
    text: str | None

    @property
    def body(self) -> dict[str, Any]:
        """What the provider sent. Raises `NotFound` once it has been forgotten."""
        if self.text is None:
            raise NotFound("The body of this event has been deleted.")
        body: dict[str, Any] = json.loads(self.text)
        return body


def locked_event(event_id: UUID) -> StoredEvent:
    """The event, for applying it: two workers do not apply one at once."""
    found = session.connection().execute(_STORED, {"event": event_id}).one()
    return StoredEvent(found.id, EventState(found.state), found.text)


def stored_body(event: ProviderEvent) -> str | None:
    """What the provider sent, as it was sent; None once it has been forgotten."""
    return event.body.text if event.body else None


def event_by_provider_id(provider_event_id: str) -> ProviderEvent:
    """Raises `NotFound`."""
    found = session.scalar(select(ProviderEvent).where(ProviderEvent.provider_event_id == provider_event_id))
    if found is None:
        raise NotFound("There is no event %(event)s in the inbox.", event=provider_event_id)
    return found


def count_events_by_state() -> dict[str, int]:
    """For the health page: how many are received, applied, ignored, parked."""
    counted = select(ProviderEvent.state, func.count()).group_by(ProviderEvent.state)
    return dict(session.execute(counted).all())
