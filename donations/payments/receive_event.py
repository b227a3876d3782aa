"""Store what the provider sent, once; a repeat is dropped by its key. Applying it is owed, not done here."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, insert, select

from donations.core import clock, ids, outbox
from donations.core.database import lock_words, session
from donations.core.installation import Mode
from donations.core.sealed import SealedText, seal
from donations.payments.events import ProviderEventReceived
from donations.payments.models import ProviderEvent
from donations.payments.states import EventState
from donations.payments.stripe_events import USED_TYPES, EventHeader

_BODY, _EVENT = insert(SealedText), insert(ProviderEvent)
_KNOWN = select(ProviderEvent.id).where(ProviderEvent.provider_event_id == bindparam("told"))


@dataclass(frozen=True, slots=True)
class Here:
    """Who we are, for telling our events from others'."""

    mode: Mode
    installation_id: UUID


def receive_event(header: EventHeader, body: str, here: Here) -> bool:
    """Store the event; False when it was here already. Core inserts: this is the busiest door of the house."""
    lock_words("event", header.id)  # the same event may arrive twice at the same instant
    if session.connection().scalar(_KNOWN, {"told": header.id}) is not None:
        return False
    event_id, body_id = ids.new_id(), ids.new_id()
    salt, digest = seal(body)
    reason = _why_ignored(header, here)
    straight = session.connection()
    straight.execute(_BODY, {"id": body_id, "subject": "provider_event", "text": body, "salt": salt})
    straight.execute(
        _EVENT,
        {
            "id": event_id,
            "provider_event_id": header.id,
            "type": header.type,
            "api_version": header.api_version,
            "is_livemode": header.livemode,
            "account": header.account,
            "object_id": header.object_id,
            "happened_at": header.created,
            "body_id": body_id,
            "body_digest": digest,
            "state": EventState.IGNORED if reason else EventState.RECEIVED,
            "reason": reason,
            "received_at": clock.now(),
        },
    )
    if not reason:
        outbox.record(ProviderEventReceived(event_id))
    return True


def _why_ignored(header: EventHeader, here: Here) -> str | None:
    """Why the event is not ours or of no use; None when it is to be applied."""
    if header.livemode != (here.mode == Mode.LIVE):
        return "not ours: another mode"
    if header.account:
        return "not ours: a connected account"
    if header.installation and header.installation != str(here.installation_id):
        return "not ours: another installation"
    if header.type not in USED_TYPES:
        return "not used: nothing here depends on this kind of event"
    return None
