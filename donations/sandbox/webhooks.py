"""How webhooks go astray: a plan for one round of deliveries, drawn by lot from a seed."""

import json
import random
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from donations.sandbox.api.params import each, metadata, read_params, text
from donations.sandbox.errors import bad_parameter, missing, not_modelled
from donations.sandbox.shapes import new_endpoint
from donations.sandbox.store import Document
from donations.sandbox.world import API_VERSION, World

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attempt(Generic[T]):
    """One sending: of what, whether it is lost on the way, whether its signature is wrong."""

    subject: T
    is_lost: bool
    has_bad_signature: bool


@dataclass(frozen=True, slots=True)
class Chaos:
    """Probabilities between 0 and 1, each drawn anew for every delivery."""

    duplicate: float = 0.0  # sent twice
    reorder: float = 0.0  # sent at another place of the row
    delay: float = 0.0  # not in this round
    drop: float = 0.0  # lost on the way; Stripe tries again
    bad_signature: float = 0.0  # sent with a wrong signature, and again properly later
    seed: int = 0

    def __post_init__(self) -> None:
        shares = (self.duplicate, self.reorder, self.delay, self.drop, self.bad_signature)
        if not all(0 <= share <= 1 for share in shares):
            raise ValueError("probabilities lie between 0 and 1")

    def plan(self, waiting: Sequence[T], round_number: int) -> list[Attempt[T]]:
        """What becomes of each waiting delivery in this round."""
        lot = random.Random(f"{self.seed}/{round_number}")  # noqa: S311 - repeatable on purpose, no secret
        attempts: list[tuple[float, Attempt[T]]] = []
        for place, one in enumerate(waiting):
            if lot.random() < self.delay:
                continue
            moved = lot.uniform(0, len(waiting)) if lot.random() < self.reorder else float(place)
            attempt = Attempt(one, lot.random() < self.drop, lot.random() < self.bad_signature)
            copies = 2 if lot.random() < self.duplicate else 1
            attempts += [(moved + copy * lot.uniform(0, len(waiting)), attempt) for copy in range(copies)]
        return [attempt for _, attempt in sorted(attempts, key=lambda found: found[0])]


def in_order(waiting: Sequence[T], shuffle: int | None, copies: int) -> list[Attempt[T]]:
    """Every delivery `copies` times and nothing astray; with a seed, all of it shuffled."""
    attempts = [Attempt(each, is_lost=False, has_bad_signature=False) for each in waiting for _ in range(copies)]
    if shuffle is not None:
        random.Random(shuffle).shuffle(attempts)  # noqa: S311 - repeatable on purpose, no secret
    return attempts


CREATE = "stripe.params.WebhookEndpointCreateParams"
FIELDS = {
    "api_version": text(),
    "description": text(),
    "enabled_events": each(text()),
    "metadata": metadata,
    "url": text(),
}
SERVICE = "we_sandbox_service"  # the endpoint that is there from the start


def create(world: World, raw: dict[str, Any]) -> Document:
    """``POST /v1/webhook_endpoints``: the only answer that ever shows the secret."""
    given = read_params(FIELDS, raw, CREATE)
    for param in ("url", "enabled_events"):
        if not given.get(param):
            raise missing(param)
    if urlsplit(given["url"]).scheme not in ("http", "https"):
        raise bad_parameter("Invalid URL: An explicit scheme (such as https) must be provided.", "url", "url_invalid")
    if given.setdefault("api_version", API_VERSION) != API_VERSION:
        raise not_modelled(f"the API version {given['api_version']}")
    secret = f"whsec_sandbox_{secrets.token_hex(16)}"
    endpoint = new_endpoint(world.new_id("we"), world.now(), **given)
    world.store.put(endpoint | {"_sandbox": {"secret": secret}})
    return endpoint | {"secret": secret}


def install_service(world: World, url: str, secret: str, enabled_events: tuple[str, ...]) -> None:
    """The service's own endpoint, with the secret it was started with."""
    endpoint = new_endpoint(SERVICE, world.now(), url=url, enabled_events=list(enabled_events), api_version=API_VERSION)
    world.store.put(endpoint | {"_sandbox": {"secret": secret}})


def secret_of(endpoint: Document) -> str:
    """What its webhooks are signed with."""
    return str(endpoint["_sandbox"]["secret"])


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
