"""The API: who asks, for what, and the answer Stripe would give."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from donations.sandbox.faults import Fault, PaymentFailed, not_modelled
from donations.sandbox.form import decode_form
from donations.sandbox.routes import ROUTES
from donations.sandbox.store import Document
from donations.sandbox.timeline import catch_up
from donations.sandbox.version import API_VERSION
from donations.sandbox.world import Cause, World, public

_KEYS_LIVE = 24 * 3600


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came; `form` is the body of a POST, else the query; header names in lower case."""

    method: str
    path: str
    form: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and JSON."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def answer(world: World, request: Request) -> Answer:
    """Whatever happens, an answer in Stripe's shape."""
    with world.lock:
        world.cause = Cause(world.new_id("req"), request.headers.get("idempotency-key"))
        try:
            _check_caller(request)
            catch_up(world)
            status, body, is_replay = _answer_once(world, request)
        except Fault as fault:
            status, body, is_replay = fault.status, json.dumps(fault.body()), False
        return _answer(world, status, body, is_replay)


def server_error(world: World, request: Request) -> Answer:
    """Stripe breaks down: a 500, kept under the idempotency key as Stripe keeps it."""
    with world.lock:
        body = json.dumps({"error": {"message": "Stripe sandbox: an error on purpose.", "type": "api_error"}})
        with world.store.work():
            _keep(world, request, 500, body)
        return _answer(world, 500, body, is_replay=False)


def too_many_requests() -> Answer:
    """429, before anything was begun."""
    fault = Fault("Too many requests hit the API too quickly.", status=429, code="rate_limit")
    return Answer(429, _HEADERS, json.dumps(fault.body()).encode())


def _answer_once(world: World, request: Request) -> tuple[int, str, bool]:
    kept = _kept(world, request)
    if kept:
        return *kept, True
    try:
        with world.store.work():
            status, body = _carry_out(world, request)
            _keep(world, request, status, body)
    except Fault as fault:
        if fault.is_stored:
            with world.store.work():
                _keep(world, request, fault.status, json.dumps(fault.body()))
        raise
    return status, body, False


def _carry_out(world: World, request: Request) -> tuple[int, str]:
    try:
        return 200, json.dumps(public(_handle(world, request)), ensure_ascii=False)
    except PaymentFailed as fault:
        return fault.status, json.dumps(fault.body(), ensure_ascii=False)


def _handle(world: World, request: Request) -> Document:
    params = decode_form(request.form)
    for method, pattern, handler in ROUTES:
        found = re.fullmatch(pattern, request.path)
        if method == request.method and found:
            return handler(world, *found.groups(), params)
    raise not_modelled(f"{request.method} {request.path}")


def _check_caller(request: Request) -> None:
    key = request.headers.get("authorization", "").removeprefix("Bearer ")
    if "_live_" in key:
        raise Fault("Stripe sandbox: a live key has no business here.", status=401, is_stored=False)
    if not key.startswith(("sk_test_", "rk_test_")):
        raise Fault("Invalid API Key provided.", status=401, is_stored=False)
    version = request.headers.get("stripe-version", API_VERSION)
    if version != API_VERSION:
        raise not_modelled(f"the API version {version}")
    if "stripe-account" in request.headers:
        raise not_modelled("Connect")


def _fingerprint(request: Request) -> str:
    return hashlib.sha256(f"{request.method} {request.path}\n{request.form}".encode()).hexdigest()


def _kept(world: World, request: Request) -> tuple[int, str] | None:
    key = request.headers.get("idempotency-key")
    if request.method != "POST" or not key:
        return None
    row = world.store.db.execute(
        "select fingerprint, status, body from idempotency where key = ? and created > ?",
        (key, world.now() - _KEYS_LIVE),
    ).fetchone()
    if row and row[0] != _fingerprint(request):
        message = (
            "Keys for idempotent requests can only be used with the same parameters they were first used with."
            f" Try using a key other than '{key}' if you meant to execute a different request."
        )
        raise Fault(message, is_stored=False, type="idempotency_error")
    return (int(row[1]), str(row[2])) if row else None


def _keep(world: World, request: Request, status: int, body: str) -> None:
    key = request.headers.get("idempotency-key")
    if request.method == "POST" and key:
        world.store.db.execute(
            "insert or replace into idempotency (key, fingerprint, status, body, created) values (?, ?, ?, ?, ?)",
            (key, _fingerprint(request), status, body, world.now()),
        )


# Stripe asks clients not to repeat what would only be answered the same again.
_HEADERS = {"content-type": "application/json", "stripe-should-retry": "false"}


def _answer(world: World, status: int, body: str, is_replay: bool) -> Answer:
    headers = _HEADERS | {"request-id": world.cause.id or "", "stripe-version": API_VERSION}
    if is_replay:
        headers["idempotent-replayed"] = "true"
    return Answer(status, headers, body.encode())
