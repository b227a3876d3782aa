"""Store what the provider sent, once; a repeat is dropped by its key. Applying it is owed, not done here."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zlib import crc32

import structlog
from sqlalchemy import bindparam, insert, select

from donations.core import clock, ids, outbox
from donations.core.database import lock_words, session
from donations.core.installation import Mode, installation
from donations.core.outbox import Outside, Tick
from donations.core.tokens import SealedText, seal
from donations.payments.events import ProviderEventReceived
from donations.payments.gateway import Gateway
from donations.payments.models import ProviderEvent
from donations.payments.states import EventState
from donations.payments.stripe_events import USED_TYPES, EventHeader, read_header
from donations.payments.stripe_fields import BadEvent

# How the reason of an event begins that bears the mark of somebody else.
FOREIGN = ("not ours: another mode", "not ours: a connected account", "not ours: another installation")
_OTHER_MODE, _OTHER_ACCOUNT, _OTHER_INSTALLATION = FOREIGN

_LOCKS = 1000  # PostgreSQL has room for some thousands, for all transactions together
_AT_ONCE = 500  # names in a question
_BODY, _EVENT = insert(SealedText), insert(ProviderEvent)
_KNOWN = select(ProviderEvent.provider_event_id).where(
    ProviderEvent.provider_event_id.in_(bindparam("told", expanding=True))
)


@dataclass(frozen=True, slots=True)
class InstallationKey:
    """Who we are, for telling our events from others'."""

    mode: Mode
    installation_id: UUID


def receive_events(received: Sequence[tuple[EventHeader, str]], installation: InstallationKey) -> list[bool]:
    """Store those that are new; which of them were. Core inserts: this is the busiest door of the house."""
    _lock(received)
    known = known_events([header.id for header, _ in received])
    new: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
    answers = []
    for header, body in received:
        is_new = header.id not in known and header.id not in new
        answers.append(is_new)
        if is_new:
            new[header.id] = _rows(header, body, why_ignored(header, installation))
    if new:
        straight = session.connection()
        straight.execute(_BODY, [body for body, _ in new.values()])
        straight.execute(_EVENT, [event for _, event in new.values()])
        outbox.record(*(ProviderEventReceived(event["id"]) for _, event in new.values() if not event["reason"]))
    return answers


def _lock(received: Sequence[tuple[EventHeader, str]]) -> None:
    """The same event may arrive twice at the same instant. They share locks: a fetch of thousands needs few."""
    for place in sorted({crc32(header.id.encode()) % _LOCKS for header, _ in received}):
        lock_words("event", str(place))


def known_events(names: Sequence[str]) -> set[str]:
    """Those of them, by the provider's names, that are here."""
    straight, known = session.connection(), set[str]()
    for start in range(0, len(names), _AT_ONCE):
        known.update(straight.scalars(_KNOWN, {"told": names[start : start + _AT_ONCE]}))
    return known


def _rows(header: EventHeader, body: str, reason: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The sealed text and the event."""
    body_id = ids.new_id()
    salt, digest = seal(body)
    event = {
        "id": ids.new_id(),
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
    }
    return {"id": body_id, "subject": "provider_event", "text": body, "salt": salt}, event


def why_ignored(header: EventHeader, installation: InstallationKey) -> str | None:
    """Why the event is not ours or of no use; None when it is to be applied."""
    if header.type not in USED_TYPES:
        return why_foreign(header, installation) or "not used: nothing here depends on this kind of event"
    return why_foreign(header, installation)


def why_foreign(header: EventHeader, installation: InstallationKey) -> str | None:
    """Whose the event is, when it bears the mark of somebody else; None for ours, and for one without any mark."""
    if header.livemode != (installation.mode == Mode.LIVE):
        return _OTHER_MODE
    if header.account:
        return _OTHER_ACCOUNT
    if header.installation and header.installation != str(installation.installation_id):
        return _OTHER_INSTALLATION
    return None


log = structlog.get_logger()
_LOOK_BACK = timedelta(hours=48)  # twice the interval: a night may be missed


def store_fetched(*bodies: bytes) -> int:
    """Store fetched events in the caller's transaction; how many were new. What cannot be read is left out."""
    row = installation()
    received = [(header, body.decode()) for body in bodies if (header := _header(body))]
    known = known_events([header.id for header, _ in received])  # nearly all: no webhook waits for them
    new = [each for each in received if each[0].id not in known]
    return sum(receive_events(new, InstallationKey(Mode(row.mode), row.installation_id)))


def _header(body: bytes) -> EventHeader | None:
    try:
        return read_header(json.loads(body))
    except BadEvent as problem:  # it must not keep the others from being stored
        log.warning("an event cannot be read", problem=str(problem))
        return None


def _since(_event: Tick) -> datetime:
    return clock.now() - _LOOK_BACK


def _fetch(since: datetime, gateway: Callable[[], Gateway]) -> list[bytes]:
    return list(gateway().events_since(since))


def _record(_event: Tick, _since: datetime, bodies: list[bytes]) -> None:
    store_fetched(*bodies)


FETCH_MISSED_EVENTS = Outside(_since, _fetch, _record)
