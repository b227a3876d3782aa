"""Store what the provider sent, once; a repeat is dropped by its key. Applying it is owed, not done here."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from donations.core import clock, ids, outbox
from donations.core.database import session
from donations.core.installation import Mode
from donations.core.sealed import SealedText, seal
from donations.payments.events import ProviderEventReceived
from donations.payments.models import ProviderEvent
from donations.payments.states import EventState
from donations.payments.stripe_events import USED_TYPES, EventHeader

_KNOWN = select(ProviderEvent.id).where(ProviderEvent.provider_event_id == bindparam("told"))


@dataclass(frozen=True, slots=True)
class Here:
    """Who we are, for telling our events from others'."""

    mode: Mode
    installation_id: UUID


def receive_event(header: EventHeader, body: str, here: Here) -> bool:
    """Store the event; False when it was here already. Core inserts: this is the busiest door of the house."""
    if session.connection().scalar(_KNOWN, {"told": header.id}) is not None:
        return False
    try:
        with session.begin_nested():
            _insert(header, body, here)
    except IntegrityError:  # the same event arrived at the same instant
        return False
    return True


def _insert(header: EventHeader, body: str, here: Here) -> None:
    event_id, body_id = ids.new_id(), ids.new_id()
    salt, digest = seal(body)
    reason = _why_ignored(header, here)
    straight = session.connection()
    straight.execute(insert(SealedText), {"id": body_id, "subject": "provider_event", "text": body, "salt": salt})
    straight.execute(
        insert(ProviderEvent),
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
