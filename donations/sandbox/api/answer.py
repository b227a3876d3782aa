"""Which addresses of Stripe's API there are here, and who answers them."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from donations.sandbox import webhooks as endpoints
from donations.sandbox.api.params import decode_form, list_events, list_of, read_params
from donations.sandbox.billing import api as billing_api
from donations.sandbox.billing import subscription_changes
from donations.sandbox.billing import subscriptions as products
from donations.sandbox.checkout import sessions
from donations.sandbox.errors import Fault, PaymentFailed, not_modelled
from donations.sandbox.payments import disputes as cancels
from donations.sandbox.payments import refunds
from donations.sandbox.store import Document
from donations.sandbox.timeline import catch_up
from donations.sandbox.world import API_VERSION, Cause, World, public

Handler = Callable[..., Document]

_PARAMS = "stripe.params"
_ID = "([A-Za-z0-9_]+)"


def _one(kind: str, params_class: str) -> Handler:
    def find(world: World, object_id: str, raw: dict[str, Any]) -> Document:
        read_params({}, raw, f"{_PARAMS}.{params_class}")
        return world.need(kind, object_id)

    return find


def _many(kind: str, params_class: str, *filters: str) -> Handler:
    url = f"/v1/{kind.replace('.', '/')}s"
    return list_of(kind, url, f"{_PARAMS}.{params_class}", *filters)


def _expire(world: World, session_id: str, raw: dict[str, Any]) -> Document:
    read_params({}, raw, f"{_PARAMS}.checkout.SessionExpireParams")
    return sessions.expire(world, session_id)


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("POST", "/v1/checkout/sessions", sessions.create),
    (
        "GET",
        "/v1/checkout/sessions",
        _many("checkout.session", "checkout.SessionListParams", "payment_intent", "status"),
    ),
    ("GET", f"/v1/checkout/sessions/{_ID}", _one("checkout.session", "checkout.SessionRetrieveParams")),
    ("POST", f"/v1/checkout/sessions/{_ID}/expire", _expire),
    ("GET", "/v1/payment_intents", _many("payment_intent", "PaymentIntentListParams")),
    ("GET", f"/v1/payment_intents/{_ID}", _one("payment_intent", "PaymentIntentRetrieveParams")),
    ("POST", f"/v1/payment_intents/{_ID}/cancel", cancels.cancel),
    ("GET", "/v1/charges", _many("charge", "ChargeListParams", "payment_intent")),
    ("GET", f"/v1/charges/{_ID}", _one("charge", "ChargeRetrieveParams")),
    ("GET", f"/v1/customers/{_ID}", _one("customer", "CustomerRetrieveParams")),
    ("POST", f"/v1/customers/{_ID}", billing_api.update_customer),
    (
        "GET",
        "/v1/balance_transactions",
        _many("balance_transaction", "BalanceTransactionListParams", "currency", "source", "type"),
    ),
    ("GET", f"/v1/balance_transactions/{_ID}", _one("balance_transaction", "BalanceTransactionRetrieveParams")),
    ("POST", "/v1/refunds", refunds.create),
    ("GET", "/v1/refunds", _many("refund", "RefundListParams", "charge", "payment_intent")),
    ("GET", f"/v1/refunds/{_ID}", _one("refund", "RefundRetrieveParams")),
    ("GET", "/v1/events", list_events),
    ("GET", f"/v1/events/{_ID}", _one("event", "EventRetrieveParams")),
    ("POST", "/v1/webhook_endpoints", endpoints.create),
    ("POST", "/v1/products", products.create),
    ("GET", f"/v1/products/{_ID}", _one("product", "ProductRetrieveParams")),
    ("GET", "/v1/subscriptions", billing_api.list_subscriptions),
    ("GET", f"/v1/subscriptions/{_ID}", _one("subscription", "SubscriptionRetrieveParams")),
    ("POST", f"/v1/subscriptions/{_ID}", subscription_changes.update),
    ("DELETE", f"/v1/subscriptions/{_ID}", subscription_changes.cancel),
    ("GET", "/v1/invoices", billing_api.list_invoices),
    ("GET", f"/v1/invoices/{_ID}", billing_api.invoice),
    ("POST", f"/v1/invoices/{_ID}/pay", billing_api.pay),
    ("POST", f"/v1/invoices/{_ID}/void", billing_api.void),
    ("GET", "/v1/invoice_payments", billing_api.list_invoice_payments),
    ("GET", f"/v1/payment_methods/{_ID}", _one("payment_method", "PaymentMethodRetrieveParams")),
    ("GET", f"/v1/setup_intents/{_ID}", _one("setup_intent", "SetupIntentRetrieveParams")),
)


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
