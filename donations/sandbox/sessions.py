"""Checkout Sessions: made, looked at, ended. What a visitor does on their page is in `outcomes`."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from donations.sandbox import payments
from donations.sandbox.faults import Fault, bad_parameter, missing, not_modelled
from donations.sandbox.money_rules import check_currency, check_total
from donations.sandbox.params import choice, each, inner, metadata, read_params, text, truth, whole
from donations.sandbox.session_shape import methods_for, new_session
from donations.sandbox.shapes import nulls
from donations.sandbox.store import Document
from donations.sandbox.world import World

CREATE = "stripe.params.checkout.SessionCreateParams"
_LOCALES = """auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt lv ms mt nb nl pl pt
pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW""".split()

_PRICE = {
    "currency": text(),
    "unit_amount": whole,
    "product_data": inner({"name": text(), "description": text()}, f"{CREATE}LineItemPriceDataProductData"),
}
_LINE = {"quantity": whole, "price_data": inner(_PRICE, f"{CREATE}LineItemPriceData")}
FIELDS = {
    "adaptive_pricing": inner({"enabled": truth}, f"{CREATE}AdaptivePricing"),
    "cancel_url": text(),
    "client_reference_id": text(200),
    "customer_creation": choice("always", "if_required"),
    "customer_email": text(800),
    "expires_at": whole,
    "line_items": each(inner(_LINE, f"{CREATE}LineItem")),
    "locale": choice(*_LOCALES),
    "metadata": metadata,
    "mode": choice("payment", "setup", "subscription", modelled=("payment",)),
    "payment_intent_data": inner({"metadata": metadata, "description": text()}, f"{CREATE}PaymentIntentData"),
    "submit_type": choice("auto", "book", "donate", "pay", "subscribe"),
    "success_url": text(),
    "ui_mode": choice("elements", "embedded_page", "form", "hosted_page", modelled=("hosted_page",)),
}

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_SHORTEST, _LONGEST, _DEFAULT = 30 * 60, 24 * 3600, 24 * 3600
_GRACE = 60  # the request was some time on its way


def create(world: World, raw: dict[str, Any]) -> Document:
    """``POST /v1/checkout/sessions`` with ``mode=payment``."""
    given = read_params(FIELDS, raw, CREATE)
    for param in ("mode", "line_items", "success_url"):
        if not given.get(param):
            raise missing(param)
    _check_addresses(given)
    currency, total = _total(given["line_items"])
    lifetime = _lifetime(world, given)
    session = _new(world, given, currency, total)
    session["expires_at"] = given.get("expires_at", world.now() + lifetime)
    world.later(world.now() + lifetime, "expire_session", session["id"])
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
    known = {key: given[key] for key in given if key not in ("line_items", "payment_intent_data")}
    email = given.get("customer_email")
    details = nulls("address business_name individual_name name phone tax_exempt tax_ids") | {"email": email}
    return (
        new_session(session_id, world.now())
        | {
            "amount_subtotal": total,
            "amount_total": total,
            "currency": currency,
            "customer_details": details if email else None,
            "payment_method_types": methods_for(currency),
            "ui_mode": "hosted_page",
            "url": f"{world.address}/c/pay/{session_id}",
            "_sandbox": {"lines": given["line_items"], "payment": given.get("payment_intent_data", {})},
        }
        | known
    )


def _total(lines: Sequence[dict[str, Any]]) -> tuple[str, int]:
    for index, line in enumerate(lines):
        _check_line(line, f"line_items[{index}]")
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
    email = given.get("customer_email")
    if email is not None and not _EMAIL.fullmatch(email):
        raise bad_parameter(f"Invalid email address: {email}", "customer_email", "email_invalid")
    if given.get("adaptive_pricing", {}).get("enabled"):
        raise not_modelled("adaptive_pricing")


def _lifetime(world: World, given: dict[str, Any]) -> int:
    """Seconds until expiry. The one who asks lives by the real clock, however far the sandbox was advanced."""
    if "expires_at" not in given:
        return _DEFAULT
    lifetime = int(given["expires_at"]) - (world.now() - world.offset())
    if lifetime < _SHORTEST - _GRACE:
        message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        raise Fault(message, param="expires_at")
    if lifetime > _LONGEST + _GRACE:
        message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        raise Fault(message, param="expires_at")
    return lifetime
