"""What the provider has said of refunds and disputes, word for word: their rows only hold the last."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from sqlalchemy import select

from donations.core.database import session
from donations.core.sealed import SealedText
from donations.payments.models import ProviderEvent
from donations.payments.states import EventState
from donations.payments.stripe_events import read_event
from donations.payments.stripe_fields import BadEvent
from donations.payments.updates import DisputeReported, DisputeStatus, RefundReported, RefundStatus

_ORDER = [*RefundStatus, *DisputeStatus]  # within a second: as a state follows from another


@dataclass(frozen=True, slots=True)
class Said:
    """A state it came to, by the provider's clock, and the event that says so. `code`: why a refund failed."""

    at: datetime
    status: str
    code: str | None
    event_id: UUID
    event_type: str


def said_of(provider_ids: Collection[str]) -> dict[str, list[Said]]:
    """By the provider's id, oldest first, a state said again left out; nothing of events whose text is gone."""
    if not provider_ids:
        return {}
    asked = select(ProviderEvent.object_id, ProviderEvent.state, ProviderEvent.id, ProviderEvent.type, SealedText.text)
    about = asked.join(SealedText, SealedText.id == ProviderEvent.body_id)
    about = about.where(ProviderEvent.object_id.in_(provider_ids))  # few: by state SQLite would look at nearly all
    found: dict[str, list[Said]] = {}
    for object_id, state, event_id, event_type, text in session.execute(about.order_by(ProviderEvent.id)):
        if state == EventState.APPLIED and (said := _read(text, event_id, event_type)):
            found.setdefault(str(object_id), []).append(said)
    return {object_id: _changes(words) for object_id, words in found.items()}


def _read(text: str, event_id: UUID, event_type: str) -> Said | None:
    try:
        told = read_event(json.loads(text))
    except (ValueError, BadEvent):
        return None
    if isinstance(told, RefundReported):
        return Said(told.at, told.status, told.failure_reason, event_id, event_type)
    return Said(told.at, told.status, None, event_id, event_type) if isinstance(told, DisputeReported) else None


def _changes(words: list[Said]) -> list[Said]:
    in_order = sorted(words, key=lambda said: (said.at, _ORDER.index(said.status)))
    return in_order[:1] + [said for before, said in pairwise(in_order) if said.status != before.status]
