"""Fetch the provider's events again, all of them, into the same inbox: what was lost on the way is found here."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from donations.core import clock
from donations.core.installation import Mode, installation
from donations.core.outbox import Outside, Tick
from donations.payments.gateway import Gateway
from donations.payments.receive_event import Here, known_events, receive_events
from donations.payments.stripe_events import EventHeader, read_header
from donations.payments.stripe_fields import BadEvent

log = structlog.get_logger()
_LOOK_BACK = timedelta(hours=48)  # twice the interval: a night may be missed


def backfilling(gateway: Callable[[], Gateway]) -> Outside:
    """The scheduled reaction."""
    return Outside(_since, partial(_fetch, gateway=gateway), _record)


def store_fetched(*bodies: bytes) -> int:
    """Store fetched events in the caller's transaction; how many were new. What cannot be read is left out."""
    row = installation()
    told = [(header, body.decode()) for body in bodies if (header := _header(body))]
    known = known_events([header.id for header, _ in told])  # nearly all: no webhook waits for them
    new = [each for each in told if each[0].id not in known]
    return sum(receive_events(new, Here(Mode(row.mode), row.installation_id)))


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
