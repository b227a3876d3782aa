"""The webhooks still owed: rows in a queue, tried until somebody answers 2xx."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from donations.sandbox.chaos import Attempt, Chaos
from donations.sandbox.endpoints import secret_of
from donations.sandbox.store import Document
from donations.sandbox.world import World

Post = Callable[[str, bytes, Mapping[str, str]], int]

_FIRST_DELAY, _LONGEST_DELAY = 1.0, 3600.0
_LOST, _TAKEN = 0, 2


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queued webhook."""

    row: int
    event: Document
    endpoint: Document
    attempts: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """One sending and what was answered (0: it was lost on the way)."""

    event_id: str
    type: str
    status: int


Plan = Callable[[Sequence[Waiting]], list[Attempt[Waiting]]]


@dataclass(slots=True)
class Deliveries:
    """Hands out what is owed. `chaos` may be exchanged at any time."""

    world: World
    chaos: Chaos = field(default_factory=Chaos)
    rounds: int = 0
    on_their_way: set[int] = field(default_factory=set)

    def send(
        self, post: Post, *, endpoint: str | None = None, only_due: bool = False, plan: Plan | None = None
    ) -> list[Delivered]:
        """One round: everything owed (or due by now) is sent once. No lock is held while `post` is called."""
        waiting = self._claim(endpoint, only_due)
        try:
            attempts = plan(waiting) if plan else self.chaos.plan(waiting, self.rounds)
            return [self._attempt(post, each) for each in attempts]
        finally:
            self._release(waiting)

    def next_due(self) -> float | None:
        """When the next one is due, in Unix seconds."""
        with self.world.lock:
            row = self.world.store.db.execute("select min(due_at) from delivery where delivered_at is null").fetchone()
        return None if row[0] is None else float(row[0])

    def owed(self) -> int:
        """How many nobody has taken yet."""
        with self.world.lock:
            row = self.world.store.db.execute("select count(*) from delivery where delivered_at is null")
            return int(row.fetchone()[0])

    def made(self) -> int:
        """How many there have ever been."""
        with self.world.lock:
            return int(self.world.store.db.execute("select coalesce(max(id), 0) from delivery").fetchone()[0])

    def _claim(self, endpoint: str | None, only_due: bool) -> list[Waiting]:
        until = self.world.real_now().timestamp() if only_due else float("inf")
        with self.world.lock:
            self.rounds += 1
            rows = self.world.store.db.execute(
                "select id, event, endpoint, attempts from delivery where delivered_at is null and due_at <= ?"
                " order by id",
                (until,),
            ).fetchall()
            mine = [row for row in rows if row[0] not in self.on_their_way and endpoint in (None, row[2])]
            self.on_their_way |= {row[0] for row in mine}
            return [self._waiting(*row) for row in mine]

    def _waiting(self, row: int, event: str, endpoint: str, attempts: int) -> Waiting:
        where = self.world.need("webhook_endpoint", endpoint)
        return Waiting(row, self.world.need("event", event), where, attempts)

    def _release(self, waiting: Sequence[Waiting]) -> None:
        with self.world.lock:
            self.on_their_way -= {each.row for each in waiting}

    def _attempt(self, post: Post, attempt: Attempt[Waiting]) -> Delivered:
        one, status = attempt.subject, _LOST
        if not attempt.is_lost:
            secret = "whsec_wrong" if attempt.has_bad_signature else secret_of(one.endpoint)
            body, headers = signed(one.event, secret, self.world.their_now())
            status = post(one.endpoint["url"], body, headers)
        self._record(one, is_taken=status // 100 == _TAKEN and not attempt.has_bad_signature)
        return Delivered(one.event["id"], one.event["type"], status)

    def _record(self, one: Waiting, *, is_taken: bool) -> None:
        now = self.world.real_now().timestamp()
        due_at = now + min(_FIRST_DELAY * 2.0**one.attempts, _LONGEST_DELAY)
        with self.world.lock:
            self.world.store.db.execute(
                "update delivery set attempts = attempts + 1, due_at = ?,"
                " delivered_at = coalesce(delivered_at, ?) where id = ?",
                (due_at, now if is_taken else None, one.row),
            )


def signed(event: Mapping[str, Any], secret: str, timestamp: int) -> tuple[bytes, dict[str, str]]:
    """The body and headers of a webhook for `event`."""
    from stripe import WebhookSignature  # noqa: PLC0415 - slow to import; the server starts without it

    body = json.dumps(event, ensure_ascii=False)
    signature = WebhookSignature.generate_signature_header(body, secret, timestamp)
    return body.encode(), {"Content-Type": "application/json", "Stripe-Signature": signature}
