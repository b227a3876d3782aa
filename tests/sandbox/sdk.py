"""What the SDK says about a route: which parameters it takes and what it answers."""

import ast
from collections.abc import Iterator
from typing import Any, cast

from tests.sandbox.annotations import Shape, problems, shape

# Each route we use, and the SDK's method for it.
ROUTES = {
    "POST /v1/checkout/sessions": "stripe.checkout._session_service.SessionService.create",
    "GET /v1/checkout/sessions": "stripe.checkout._session_service.SessionService.list",
    "GET /v1/checkout/sessions/{session}": "stripe.checkout._session_service.SessionService.retrieve",
    "POST /v1/checkout/sessions/{session}/expire": "stripe.checkout._session_service.SessionService.expire",
    "GET /v1/payment_intents": "stripe._payment_intent_service.PaymentIntentService.list",
    "GET /v1/payment_intents/{intent}": "stripe._payment_intent_service.PaymentIntentService.retrieve",
    "POST /v1/payment_intents/{intent}/cancel": "stripe._payment_intent_service.PaymentIntentService.cancel",
    "GET /v1/charges": "stripe._charge_service.ChargeService.list",
    "GET /v1/charges/{charge}": "stripe._charge_service.ChargeService.retrieve",
    "GET /v1/customers/{customer}": "stripe._customer_service.CustomerService.retrieve",
    "POST /v1/customers/{customer}": "stripe._customer_service.CustomerService.update",
    "GET /v1/balance_transactions": "stripe._balance_transaction_service.BalanceTransactionService.list",
    "GET /v1/balance_transactions/{id}": "stripe._balance_transaction_service.BalanceTransactionService.retrieve",
    "POST /v1/refunds": "stripe._refund_service.RefundService.create",
    "GET /v1/refunds": "stripe._refund_service.RefundService.list",
    "GET /v1/refunds/{refund}": "stripe._refund_service.RefundService.retrieve",
    "GET /v1/events": "stripe._event_service.EventService.list",
    "GET /v1/events/{id}": "stripe._event_service.EventService.retrieve",
    "POST /v1/webhook_endpoints": "stripe._webhook_endpoint_service.WebhookEndpointService.create",
    "POST /v1/products": "stripe._product_service.ProductService.create",
    "GET /v1/products/{id}": "stripe._product_service.ProductService.retrieve",
    "GET /v1/subscriptions": "stripe._subscription_service.SubscriptionService.list",
    "GET /v1/subscriptions/{subscription_exposed_id}": "stripe._subscription_service.SubscriptionService.retrieve",
    "POST /v1/subscriptions/{subscription_exposed_id}": "stripe._subscription_service.SubscriptionService.update",
    "DELETE /v1/subscriptions/{subscription_exposed_id}": "stripe._subscription_service.SubscriptionService.cancel",
    "GET /v1/invoices": "stripe._invoice_service.InvoiceService.list",
    "GET /v1/invoices/{invoice}": "stripe._invoice_service.InvoiceService.retrieve",
    "POST /v1/invoices/{invoice}/pay": "stripe._invoice_service.InvoiceService.pay",
    "POST /v1/invoices/{invoice}/void": "stripe._invoice_service.InvoiceService.void_invoice",
    "GET /v1/invoice_payments": "stripe._invoice_payment_service.InvoicePaymentService.list",
    "GET /v1/payment_methods/{payment_method}": "stripe._payment_method_service.PaymentMethodService.retrieve",
    "GET /v1/setup_intents/{intent}": "stripe._setup_intent_service.SetupIntentService.retrieve",
}

RESOURCES = {
    "checkout.session": ("stripe.checkout._session", "Session"),
    "payment_intent": ("stripe._payment_intent", "PaymentIntent"),
    "charge": ("stripe._charge", "Charge"),
    "customer": ("stripe._customer", "Customer"),
    "balance_transaction": ("stripe._balance_transaction", "BalanceTransaction"),
    "refund": ("stripe._refund", "Refund"),
    "dispute": ("stripe._dispute", "Dispute"),
    "event": ("stripe._event", "Event"),
    "invoice": ("stripe._invoice", "Invoice"),
    "invoice_payment": ("stripe._invoice_payment", "InvoicePayment"),
    "payment_method": ("stripe._payment_method", "PaymentMethod"),
    "price": ("stripe._price", "Price"),
    "product": ("stripe._product", "Product"),
    "setup_intent": ("stripe._setup_intent", "SetupIntent"),
    "subscription": ("stripe._subscription", "Subscription"),
    "webhook_endpoint": ("stripe._webhook_endpoint", "WebhookEndpoint"),
}


def route_of(sdk_method: str) -> str:
    """``POST /v1/…`` as the SDK's method asks for it."""
    calls = [node for node in ast.walk(_function(sdk_method)) if isinstance(node, ast.Call)]
    requested = next(call for call in calls if ast.unparse(call.func) == "self._request")
    method, path = (ast.literal_eval(_plain(part)) for part in requested.args[:2])
    return f"{method.upper()} {path}"


def params_of(route: str) -> Shape:
    """The parameters of a route."""
    function = _function(ROUTES[route])
    annotation = next(each.annotation for each in function.args.args if each.arg == "params")
    name = ast.unparse(cast("ast.expr", annotation)).removeprefix("Optional[").rstrip("]").strip("'\"")
    return shape(_module(ROUTES[route]), name)


def resource_problems(document: dict[str, Any], path: str = "") -> list[str]:
    """Where an object, a list or an event differs from the SDK's class for it."""
    if document["object"] == "list":
        return [each for one in document["data"] for each in resource_problems(one, f"{path}data[]")]
    kind = shape(*RESOURCES[document["object"]])
    found = list(problems(document, kind, kind, f"{path}{document['object']}"))
    if document["object"] == "event":
        found += resource_problems(document["data"]["object"], f"{document['type']} ")
    return found


def field_paths(kind: Shape, names: list[str]) -> Iterator[str]:
    """Which of these dotted paths (``a.b[].c``) the SDK does not know."""
    for name in names:
        if not _knows(kind, name.replace("[]", "").split(".")):
            yield name


def _knows(kind: Shape, parts: list[str]) -> bool:
    annotation = kind.fields.get(parts[0])
    if annotation is None or len(parts) == 1:
        return annotation is not None
    text = annotation.value if isinstance(annotation, ast.Constant) else ast.unparse(annotation)
    if "UntypedStripeObject[" in str(text) or "Dict[" in str(text):
        return True
    if "ListObject[" in str(text):  # a list inside an object: what matters is in its `data`
        if parts[1] != "data" or len(parts) == 2:
            return parts[1] in ("data", "has_more", "object", "url")
        parts = parts[1:]
    plain = str(text).replace("Literal['']|", "").replace("'", "").replace('"', "")
    inner = ast.walk(ast.parse(plain, mode="eval"))
    names = [node.id for node in inner if isinstance(node, ast.Name)]
    wrappers = {"Optional", "NotRequired", "List", "Union", "ExpandableField", "ListObject", "Literal", "str", "int"}
    return any(_knows(kind.look_up(name), parts[1:]) for name in names if name not in wrappers)


def _function(sdk_method: str) -> ast.FunctionDef:
    owner, name = sdk_method.split(".")[-2:]
    body = shape(_module(sdk_method), owner).chain[-1].body
    return next(node for node in body if isinstance(node, ast.FunctionDef) and node.name == name)


def _module(sdk_method: str) -> str:
    return sdk_method.rsplit(".", 2)[0]


def _plain(part: ast.expr) -> ast.expr:
    """``"/v1/x/{y}".format(…)`` without the format."""
    return cast("ast.Attribute", part.func).value if isinstance(part, ast.Call) else part
