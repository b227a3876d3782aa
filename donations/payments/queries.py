"""Reading the inbox."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from donations.core.database import session
from donations.core.errors import NotFound
from donations.core.sealed import SealedText
from donations.payments.models import ProviderEvent


def locked_event(event_id: UUID) -> ProviderEvent:
    """The row, for applying it: two workers do not apply one event at once."""
    return session.get_one(ProviderEvent, event_id, with_for_update=True)


def body_of(event: ProviderEvent) -> dict[str, Any]:
    """What the provider sent. Raises `NotFound` once it has been forgotten."""
    sealed = session.get(SealedText, event.body_id) if event.body_id else None
    if sealed is None:
        raise NotFound("The body of %(event)s has been deleted.", event=event.provider_event_id)
    body: dict[str, Any] = json.loads(sealed.text)
    return body


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
