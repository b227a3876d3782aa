"""What may be asked of a Checkout Session, and what Stripe refuses, in each of its three modes."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from donations.sandbox.api.params import choice, each, inner, metadata, read_params, text, truth, whole
from donations.sandbox.billing.subscriptions import check_price, recurring_price
from donations.sandbox.checkout import setups
from donations.sandbox.errors import Fault, bad_parameter, missing, not_modelled
from donations.sandbox.payments import payments
from donations.sandbox.payments.money_rules import check_currency, check_total
from donations.sandbox.shapes import methods_for, new_session, nulls
from donations.sandbox.store import Document
from donations.sandbox.world import World

CREATE = "stripe.params.checkout.SessionCreateParams"
_LOCALES = """auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt lv ms mt nb nl pl pt
pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW""".split()

_PRICE = {
    **recurring_price(f"{CREATE}LineItemPriceData"),
    "product_data": inner({"name": text(), "description": text()}, f"{CREATE}LineItemPriceDataProductData"),
}
_LINE = {"quantity": whole, "price_data": inner(_PRICE, f"{CREATE}LineItemPriceData")}
FIELDS = {
    "adaptive_pricing": inner({"enabled": truth}, f"{CREATE}AdaptivePricing"),
    "cancel_url": text(),
    "client_reference_id": text(200),
    "currency": text(),
    "customer": text(),
    "customer_creation": choice("always", "if_required"),
    "customer_email": text(800),
    "expires_at": whole,
    "line_items": each(inner(_LINE, f"{CREATE}LineItem")),
    "locale": choice(*_LOCALES),
    "metadata": metadata,
    "mode": choice("payment", "setup", "subscription"),
    "payment_intent_data": inner({"metadata": metadata, "description": text()}, f"{CREATE}PaymentIntentData"),
    "setup_intent_data": inner({"metadata": metadata, "description": text()}, f"{CREATE}SetupIntentData"),
    "submit_type": choice("auto", "book", "donate", "pay", "subscribe"),
    "subscription_data": inner({"metadata": metadata, "description": text(500)}, f"{CREATE}SubscriptionData"),
    "success_url": text(),
    "ui_mode": choice("elements", "embedded_page", "form", "hosted_page", modelled=("hosted_page",)),
}
_NEEDED = {
    "payment": ("line_items", "success_url"),
    "subscription": ("line_items", "success_url"),
    "setup": ("currency", "success_url"),
}
_FOREIGN = {
    "payment": ("currency", "setup_intent_data", "subscription_data"),
    "subscription": ("currency", "customer_creation", "payment_intent_data", "setup_intent_data"),
    "setup": ("line_items", "payment_intent_data", "submit_type", "subscription_data"),
}

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_SHORTEST, _LONGEST, _DEFAULT = 30 * 60, 24 * 3600, 24 * 3600
_GRACE = 60  # the request was some time on its way


def read_session(world: World, raw: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a new session, complete and such as its mode takes."""
    given = read_params(FIELDS, raw, CREATE)
    if "mode" not in given:
        raise missing("mode")
    mode = given["mode"]
    for param in _NEEDED[mode]:
        if not given.get(param):
            raise missing(param)
    for param in _FOREIGN[mode]:
        if param in given:
            raise Fault(f"You can not pass `{param}` in `{mode}` mode.", param=param)
    _check_addresses(given)
    _check_payer(world, given)
    return given


def lines_and_total(world: World, given: dict[str, Any]) -> tuple[str, int]:
    """The currency and the sum of the lines; each of them gets its name."""
    lines = given.get("line_items", [])
    if given["mode"] == "setup":
        return check_currency(given["currency"], "currency"), 0
    if given["mode"] == "subscription":
        _check_subscribed(world, lines)
    else:
        _check_bought(lines)
    return _total(lines)


def _check_bought(lines: Sequence[dict[str, Any]]) -> None:
    for index, line in enumerate(lines):
        _check_line(line, f"line_items[{index}]")
        line["name"] = line["price_data"]["product_data"]["name"]


def _check_subscribed(world: World, lines: Sequence[dict[str, Any]]) -> None:
    line, path = lines[0], "line_items[0][price_data]"
    if "price_data" not in line:
        raise missing(path)
    if len(lines) > 1 or line.setdefault("quantity", 1) != 1 or "product_data" in line["price_data"]:
        raise not_modelled("a subscription to anything but one of one product")
    if "recurring" not in line["price_data"]:
        raise Fault("You must provide at least one recurring price in `subscription` mode.", param="line_items")
    check_price(world, line["price_data"], path)
    line["name"] = world.need("product", line["price_data"]["product"])["name"]


def _total(lines: Sequence[dict[str, Any]]) -> tuple[str, int]:
    param = "line_items[0][price_data][currency]"
    currencies = {check_currency(line["price_data"]["currency"], param) for line in lines}
    if len(currencies) > 1:
        raise Fault("All prices on a Checkout Session must have the same currency.", param="line_items")
    currency = currencies.pop()
    total = sum(line["quantity"] * line["price_data"]["unit_amount"] for line in lines)
    check_total(total, currency, "line_items")
    return currency, total


def _check_line(line: dict[str, Any], path: str) -> None:
    if "price_data" not in line:
        raise missing(f"{path}[price_data]")
    if "recurring" in line["price_data"]:
        message = "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or"
        raise Fault(f"{message} use only one-time prices.", param="line_items")
    if "product" in line["price_data"]:
        raise not_modelled(f"{path}[price_data][product] in payment mode")
    for param in ("currency", "unit_amount", "product_data"):
        if param not in line["price_data"]:
            raise missing(f"{path}[price_data][{param}]")
    if "name" not in line["price_data"]["product_data"]:
        raise missing(f"{path}[price_data][product_data][name]")
    if line.setdefault("quantity", 1) < 1 or line["price_data"]["unit_amount"] < 0:
        raise bad_parameter("This value must not be negative.", path, "parameter_invalid_integer")


def _check_addresses(given: dict[str, Any]) -> None:
    for param in ("success_url", "cancel_url"):
        if param in given and urlsplit(given[param]).scheme not in ("http", "https"):
            raise bad_parameter("Not a valid URL", param, "url_invalid")
    if given.get("adaptive_pricing", {}).get("enabled"):
        raise not_modelled("adaptive_pricing")


def _check_payer(world: World, given: dict[str, Any]) -> None:
    email = given.get("customer_email")
    if email is not None and not _EMAIL.fullmatch(email):
        raise bad_parameter(f"Invalid email address: {email}", "customer_email", "email_invalid")
    if "customer" not in given:
        if given["mode"] == "setup":
            raise not_modelled("a card that is kept with nobody")
        return
    world.need("customer", given["customer"], "customer")
    if email is not None:
        message = "You may only specify one of these parameters: customer, customer_email."
        raise Fault(message, param="customer")
    if given["mode"] == "payment":
        raise not_modelled("a known customer in payment mode")


def lifetime(world: World, given: dict[str, Any]) -> int:
    """Seconds until expiry, by the clock of the one who asks: the real one, unless they live by the sandbox's."""
    if "expires_at" not in given:
        return _DEFAULT
    seconds = int(given["expires_at"]) - world.their_now()
    if seconds < _SHORTEST - _GRACE:
        message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        raise Fault(message, param="expires_at")
    if seconds > _LONGEST + _GRACE:
        message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        raise Fault(message, param="expires_at")
    return seconds


_OURS = ("line_items", "payment_intent_data", "setup_intent_data", "subscription_data")


def create(world: World, raw: dict[str, Any]) -> Document:
    """``POST /v1/checkout/sessions``."""
    given = read_session(world, raw)
    currency, total = lines_and_total(world, given)
    seconds = lifetime(world, given)
    session = _new(world, given, currency, total)
    session["expires_at"] = given.get("expires_at", world.now() + seconds)
    world.later(world.now() + seconds, "expire_session", session["id"])
    if session["mode"] == "setup":
        setups.begin(world, session)
    return world.store.put(session)


def expire(world: World, session_id: str) -> Document:
    """``POST /v1/checkout/sessions/{id}/expire``: only an open one can be."""
    session = world.need("checkout.session", session_id)
    if session["status"] != "open":
        raise Fault(
            'Only Checkout Sessions with a status in ["open"] can be expired.'
            f" This Checkout Session has a status of `{session['status']}`."
        )
    return end(world, session)


def expire_overdue(world: World, session_id: str) -> None:
    """The time of an open session is over."""
    session = world.need("checkout.session", session_id)
    if session["status"] == "open":
        end(world, session)


def end(world: World, session: Document) -> Document:
    """Nobody can pay here any more."""
    session |= {"status": "expired", "url": None}
    world.store.put(session)
    if session["mode"] == "setup":
        setups.cancel(world, session)
    else:
        payments.cancel(world, session)
    world.emit("checkout.session.expired", session)
    return session


def complete(world: World, session: Document, payment_status: str) -> None:
    """The visitor has finished."""
    session |= {"status": "complete", "payment_status": payment_status, "url": None}
    world.store.put(session)
    world.emit("checkout.session.completed", session)


def _new(world: World, given: dict[str, Any], currency: str, total: int) -> Document:
    session_id = world.new_id("cs_test")
    known = {key: given[key] for key in given if key not in _OURS}
    email = given.get("customer_email")
    details = nulls("address business_name individual_name name phone tax_exempt tax_ids") | {"email": email}
    return (
        new_session(session_id, world.now())
        | {
            "amount_subtotal": None if given["mode"] == "setup" else total,
            "amount_total": None if given["mode"] == "setup" else total,
            "currency": currency,
            "customer_details": details if email else None,
            "payment_method_types": methods_for(currency),
            "ui_mode": "hosted_page",
            "url": f"{world.address}/c/pay/{session_id}",
            "payment_method_collection": "if_required" if given["mode"] == "payment" else "always",
            "payment_status": "no_payment_required" if given["mode"] == "setup" else "unpaid",
            "_sandbox": {
                "lines": given.get("line_items", []),
                "payment": given.get("payment_intent_data", {}),
                "setup": given.get("setup_intent_data", {}),
                "subscription": given.get("subscription_data", {}),
            },
        }
        | known
    )
