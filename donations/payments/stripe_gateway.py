"""How we speak to Stripe: the one importer of its SDK beside the sandbox. Imported only where money moves."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast
from urllib.parse import urlsplit

import stripe

from donations.core import clock
from donations.payments.gateway import (
    Checkout,
    CheckoutLine,
    CheckoutRequest,
    CheckoutStatus,
    GatewayRefused,
    GatewayUnreachable,
    PaymentState,
    PlanTerms,
    RefundAnswer,
    RefundRequest,
)
from donations.payments.stripe_amounts import to_stripe
from donations.payments.stripe_events import EVENT_TYPES, REFUND_STATUS
from donations.payments.stripe_plans import LOCALES, StripePlans, rhythm

if TYPE_CHECKING:
    from stripe.params import (
        EventListParams,
        PaymentIntentCancelParams,
        RefundCreateParams,
        RefundListParams,
        WebhookEndpointCreateParams,
    )
    from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItem

T = TypeVar("T")

API_VERSION = stripe.api_version
_TIMEOUT = (3.05, 10.0)
_RETRIES = 2
_BACK_OFF = (0.5, 1.0)  # seconds; the SDK itself never repeats a 429
_PAGE = 100
_IN_PROGRESS = 409  # the first request with this key is still at work: its answer is not known yet
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_LIVE_KEYS = ("sk_live_", "rk_live_")


class StripeGateway(StripePlans):
    """`Gateway` over Stripe's API. Another base address than Stripe's own is for the sandbox here."""

    def __init__(
        self,
        secret_key: str,
        *,
        base_address: str | None = None,
        http_client: stripe.HTTPClient | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if base_address is not None:
            _refuse_unsafe_address(secret_key, base_address)
        self._pause = pause
        self._stripe = stripe.StripeClient(
            secret_key,
            base_addresses={"api": base_address.rstrip("/")} if base_address else {},
            http_client=http_client or _http_client(is_local=base_address is not None),
            max_network_retries=_RETRIES,
        )

    def open_checkout(self, request: CheckoutRequest) -> Checkout:
        """Open a hosted payment page. The same request gives the same bytes, so its key may be used again."""
        sessions = self._stripe.v1.checkout.sessions
        session = self._ask(
            lambda: sessions.create(_checkout_params(request), {"idempotency_key": request.idempotency_key})
        )
        return _checkout(session)

    def find_checkout(self, session_id: str) -> Checkout:
        """What became of a hosted payment page."""
        return _checkout(self._ask(lambda: self._stripe.v1.checkout.sessions.retrieve(session_id)))

    def expire_checkout(self, session_id: str) -> Checkout:
        """End an open page; when the visitor was quicker, tell what it has become instead."""
        try:
            return _checkout(self._ask(lambda: self._stripe.v1.checkout.sessions.expire(session_id)))
        except GatewayRefused:
            found = self.find_checkout(session_id)
            if found.status is CheckoutStatus.OPEN:
                raise
            return found

    def refund(self, request: RefundRequest) -> RefundAnswer:
        """Give money back, under the id of our row: asked again within a day, it is the same refund."""
        refunds = self._stripe.v1.refunds
        made = self._ask(lambda: refunds.create(_refund_params(request), {"idempotency_key": request.refund_id}))
        return _refund_answer(made)

    def find_refund(self, payment_id: str, refund_id: str) -> RefundAnswer | None:
        """The refund of this payment that carries our row's id."""
        params: RefundListParams = {"payment_intent": payment_id, "limit": _PAGE}
        while True:
            page = self._ask(lambda: self._stripe.v1.refunds.list(params))
            for refund in page.data:
                if (refund.to_dict().get("metadata") or {}).get("refund") == refund_id:
                    return _refund_answer(refund)
            if not page.has_more:
                return None
            params["starting_after"] = page.data[-1].id

    def cancel_payment(self, payment_id: str, key: str) -> PaymentState:
        """Cancel a PaymentIntent. Stripe does that to one that is processing in rare cases only."""
        intents = self._stripe.v1.payment_intents
        params: PaymentIntentCancelParams = {"cancellation_reason": "requested_by_customer"}
        return _payment_state(self._ask(lambda: intents.cancel(payment_id, params, {"idempotency_key": key})))

    def find_payment(self, payment_id: str) -> PaymentState:
        """How far a PaymentIntent is."""
        return _payment_state(self._ask(lambda: self._stripe.v1.payment_intents.retrieve(payment_id)))

    def events_since(self, since: datetime) -> Iterator[bytes]:
        """Each event since then as JSON, oldest first. Stripe lists newest first: we read a day at a time."""
        start, today = since, clock.now()
        while start < today - timedelta(days=1):
            yield from self._events_between(start, start + timedelta(days=1))
            start += timedelta(days=1)
        yield from self._events_between(start, None)

    def create_webhook_endpoint(self, url: str) -> str:
        """Subscribe `url`; returns the signing secret, which Stripe shows only now."""
        endpoints = self._stripe.v1.webhook_endpoints
        requested = cast(
            "WebhookEndpointCreateParams",  # the SDK types each event name; ours are checked by a test
            {"url": url, "enabled_events": list(EVENT_TYPES), "api_version": API_VERSION},
        )
        endpoint = self._ask(lambda: endpoints.create(requested))
        return str(endpoint.to_dict()["secret"])

    def _events_between(self, start: datetime, end: datetime | None) -> Iterator[bytes]:
        created = {"gte": int(start.timestamp())} | ({"lt": int(end.timestamp())} if end else {})
        found: list[bytes] = []
        params: dict[str, Any] = {"created": created, "limit": _PAGE}
        while True:
            page = self._page_of_events(params)
            found.extend(json.dumps(event, ensure_ascii=False).encode() for event in page["data"])
            if not page["has_more"]:
                break
            params["starting_after"] = page["data"][-1]["id"]
        yield from reversed(found)

    def _page_of_events(self, params: dict[str, Any]) -> Mapping[str, Any]:
        """The page as it came over the wire: the SDK's objects would lose what its version does not know."""
        request = cast("EventListParams", params)
        page = self._ask(lambda: self._stripe.v1.events.list(request))
        return cast("Mapping[str, Any]", cast("stripe.StripeResponse", page.last_response).data)

    def _ask(self, call: Callable[[], T]) -> T:
        """Ask Stripe. "Too many requests" is tried again a little later; failures are told in our words."""
        for wait in (*_BACK_OFF, None):
            try:
                return call()
            except stripe.RateLimitError as error:
                if wait is None:
                    _raise_unreachable(error)
                self._pause(wait)
            except stripe.StripeError as error:
                _raise_in_our_words(error)
        raise AssertionError("unreachable: the last round returns or raises")


def _checkout_params(request: CheckoutRequest) -> "SessionCreateParams":
    metadata = {"reference": request.reference, "installation": request.installation_id}
    return {
        "ui_mode": "hosted_page",
        "client_reference_id": request.reference,
        "metadata": metadata,
        "customer_email": request.email,
        "locale": LOCALES.get(request.language, "auto"),
        "adaptive_pricing": {"enabled": False},
        "expires_at": int(request.expires_at.timestamp()),
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        **(_regular(request, request.plan, metadata) if request.plan else _single(request, metadata)),
    }


def _single(request: CheckoutRequest, metadata: dict[str, str]) -> "SessionCreateParams":
    return {
        "mode": "payment",
        "submit_type": "donate",
        "line_items": [_line_item(line) for line in request.lines],
        "payment_intent_data": {"metadata": metadata},  # Stripe does not copy it from the session
        "customer_creation": "always",
    }


def _regular(request: CheckoutRequest, terms: PlanTerms, metadata: dict[str, str]) -> "SessionCreateParams":
    (line,) = request.lines
    price: Any = {
        "currency": line.amount.currency.lower(),
        "unit_amount": to_stripe(line.amount),
        "product": terms.product_id,
        "recurring": rhythm(terms),
    }
    return {
        "mode": "subscription",
        "line_items": [{"quantity": 1, "price_data": price}],
        "subscription_data": {"metadata": metadata, "description": line.name},
    }


def _line_item(line: CheckoutLine) -> "SessionCreateParamsLineItem":
    return {
        "quantity": 1,
        "price_data": {
            "currency": line.amount.currency.lower(),
            "unit_amount": to_stripe(line.amount),
            "product_data": {"name": line.name},
        },
    }


def _refund_params(request: RefundRequest) -> "RefundCreateParams":
    return {
        "payment_intent": request.payment_id,
        "amount": to_stripe(request.amount),
        "metadata": {
            "reference": request.reference,
            "installation": request.installation_id,
            "refund": request.refund_id,
        },
    }


def _refund_answer(refund: stripe.Refund) -> RefundAnswer:
    update = refund.to_dict()
    return RefundAnswer(update["id"], REFUND_STATUS[update["status"]], update.get("failure_reason"))


_PAYMENT_STATE = {"canceled": PaymentState.CANCELLED, "succeeded": PaymentState.SUCCEEDED}


def _payment_state(intent: stripe.PaymentIntent) -> PaymentState:
    return _PAYMENT_STATE.get(intent.to_dict()["status"], PaymentState.OPEN)


def _checkout(session: stripe.checkout.Session) -> Checkout:
    update = session.to_dict()
    return Checkout(update["id"], CheckoutStatus(update["status"]), update.get("url"))


def _raise_in_our_words(error: stripe.StripeError) -> NoReturn:
    if isinstance(error, stripe.APIConnectionError) or error.http_status == _IN_PROGRESS:
        _raise_unreachable(error)
    raise GatewayRefused(
        "Our payment provider refused the request.",
        status=error.http_status,
        code=error.code,
        decline=getattr(error.error, "decline_code", None),
        detail=str(error),
    ) from error


def _raise_unreachable(error: stripe.StripeError) -> NoReturn:
    raise GatewayUnreachable(
        "Our payment provider cannot be reached at the moment.", status=error.http_status, detail=str(error)
    ) from error


def _http_client(*, is_local: bool) -> stripe.HTTPClient:
    # An empty proxy beats the machine's own settings: the sandbox on this machine is never behind one.
    return stripe.RequestsClient(timeout=_TIMEOUT, proxy={"http": "", "https": ""} if is_local else None)


def _refuse_unsafe_address(secret_key: str, base_address: str) -> None:
    if secret_key.startswith(_LIVE_KEYS):
        raise ValueError("a live Stripe key is never used with another address than Stripe's own")
    if urlsplit(base_address).hostname not in _LOOPBACK:
        raise ValueError("Stripe's address may only be replaced by one on this machine (the sandbox)")
