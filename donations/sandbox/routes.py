"""Which addresses of Stripe's API there are here, and who answers them."""

from collections.abc import Callable
from typing import Any

from donations.sandbox import billing_api, cancels, endpoints, products, refunds, sessions, subscription_changes
from donations.sandbox.listing import list_events, list_of
from donations.sandbox.params import read_params
from donations.sandbox.store import Document
from donations.sandbox.world import World

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
