"""The one API version the sandbox speaks: the installed SDK's, written down so that starting needs no SDK."""

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from donations.core import clock
from donations.sandbox.errors import no_such
from donations.sandbox.store import Document, Store

API_VERSION = "2026-10-28.endive"


_EVERYTHING = "*"


@dataclass(slots=True)
class Cause:
    """The request an event came from, as `event.request` tells it."""

    id: str | None = None
    idempotency_key: str | None = None


@dataclass(slots=True)
class World:
    """One sandboxed Stripe account. Take `lock` around everything that reads or changes it."""

    store: Store
    address: str
    settles_after: timedelta
    real_now: Callable[[], datetime] = clock.now
    lock: threading.RLock = field(default_factory=threading.RLock)
    cause: Cause = field(default_factory=Cause)
    retries: tuple[int, ...] = (3, 5, 7)  # days from each failed collection to Stripe's own next one
    clock_file: Path | None = None  # where a service that lives by this clock reads it, see `clock_file`
    moment: int | None = None  # while something overdue is made up for: the moment it was due

    def now(self) -> int:
        """The sandbox's own time: the real one plus whatever it was advanced by."""
        return self.moment if self.moment is not None else int(self.real_now().timestamp()) + self.offset()

    def offset(self) -> int:
        """Seconds by which the sandbox runs ahead of the real clock."""
        return int(self.store.setting("offset", "0"))

    def their_now(self) -> int:
        """The time of whoever asks: the real one, however far the sandbox was advanced, unless they follow it."""
        with self.lock:
            return int(self.real_now().timestamp()) + (self.offset() if self.clock_file else 0)

    def when(self, moment: int) -> datetime:
        """A stored second as an aware moment."""
        return datetime.fromtimestamp(moment, UTC)

    def new_id(self, prefix: str) -> str:
        """An id that says what it is of and where it comes from: ``pi_sandbox_…``."""
        return f"{prefix}_sandbox_{secrets.token_hex(12)}"

    def need(self, kind: str, object_id: str, param: str = "id") -> Document:
        """The document, or Stripe's "No such …"."""
        found = self.store.get(kind, object_id)
        if found is None:
            raise no_such(kind.replace("checkout.session", "checkout session"), object_id, param)
        return found

    def find(self, object_id: str) -> Document:
        """Whatever has this id, or Stripe's "No such …"."""
        found = self.store.find(object_id)
        if found is None:
            raise no_such("object", object_id)
        return found

    def later(self, moment: int, action: str, subject: str) -> None:
        """Owe `action` on `subject` at `moment` of the sandbox's clock."""
        self.store.db.execute("insert into due (moment, action, subject) values (?, ?, ?)", (moment, action, subject))

    def emit(self, kind: str, document: Document, previous: Mapping[str, Any] | None = None) -> Document:
        """Tell an event about `document`, to the event list and to every endpoint that wants it."""
        endpoints = [
            each["id"]
            for each in self.store.all("webhook_endpoint")
            if (each["status"] == "enabled" and bool({kind, _EVERYTHING} & set(each["enabled_events"])))
        ]
        event = self.store.put(self._event(kind, document, previous, len(endpoints)))
        self.store.db.executemany(
            "insert into delivery (event, endpoint, due_at) values (?, ?, ?)",
            [(event["id"], endpoint, self.real_now().timestamp()) for endpoint in reversed(endpoints)],
        )
        return event

    def _event(self, kind: str, document: Document, previous: Mapping[str, Any] | None, waiting: int) -> Document:
        data: Document = {"object": public(document)}
        if previous is not None:
            data["previous_attributes"] = dict(previous)
        return {
            "id": self.new_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now(),
            "data": data,
            "livemode": False,
            "pending_webhooks": waiting,
            "request": {"id": self.cause.id, "idempotency_key": self.cause.idempotency_key},
            "type": kind,
        }


def public(document: Document) -> Document:
    """What Stripe would show of it: without the sandbox's own notes."""
    return {key: value for key, value in document.items() if key != "_sandbox"}
