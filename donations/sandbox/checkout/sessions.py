"""Checkout Sessions: made, looked at, ended. What a visitor does on their page is in `outcomes`."""

from typing import Any

from donations.sandbox.checkout import setups
from donations.sandbox.checkout.session_params import lifetime, lines_and_total, read_session
from donations.sandbox.errors import Fault
from donations.sandbox.payments import payments
from donations.sandbox.shapes import methods_for, new_session, nulls
from donations.sandbox.store import Document
from donations.sandbox.world import World

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
