"""PaymentIntents, Charges and what they leave in the balance."""

from typing import Any

from donations.sandbox.methods import Method, billing_details, details_of, payment_method
from donations.sandbox.money_rules import exchange_rate, fee, settled
from donations.sandbox.shapes import new_balance_transaction, new_charge, new_customer, new_intent
from donations.sandbox.store import Document
from donations.sandbox.world import World


def intent_of(world: World, session: Document) -> Document:
    """The session's PaymentIntent, made at the first try to pay."""
    if session["payment_intent"]:
        return world.need("payment_intent", session["payment_intent"])
    asked = session["_sandbox"]["payment"]
    intent = new_intent(
        world.new_id("pi"),
        world.now(),
        amount=session["amount_total"],
        currency=session["currency"],
        description=asked.get("description"),
        metadata=asked.get("metadata", {}),
        payment_method_types=session["payment_method_types"],
    )
    session["payment_intent"] = intent["id"]
    world.store.put(session)
    world.emit("payment_intent.created", world.store.put(intent))
    return intent


def customer_of(world: World, session: Document) -> str | None:
    """The Customer Checkout makes when the session is finished, if it was asked to."""
    if session["customer_creation"] != "always" or session["customer"]:
        return _text_or_none(session["customer"])
    customer = new_customer(
        world.new_id("cus"),
        world.now(),
        email=session["customer_email"],
        name=None,
        preferred_locales=[session["locale"]] if session["locale"] else [],
    )
    session["customer"] = customer["id"]
    world.store.put(session)
    world.emit("customer.created", world.store.put(customer))
    return str(customer["id"])


def charge_for(world: World, intent: Document, method: Method, **given: Any) -> Document:
    """A new charge for the whole amount of the intent; not stored yet, as its end is not known."""
    charge = new_charge(
        world.new_id("ch"),
        world.now(),
        amount=intent["amount"],
        billing_details=billing_details(method.email),
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        metadata=intent["metadata"],
        payment_intent=intent["id"],
        payment_method=world.new_id("pm"),
        payment_method_details=details_of(method, intent["amount"]),
    )
    return charge | given


def take(world: World, intent: Document, charge: Document) -> None:
    """The money is taken: charge first, then the intent, as Stripe tells it."""
    charge |= {
        "amount_captured": charge["amount"],
        "captured": True,
        "paid": True,
        "status": "succeeded",
        "outcome": _outcome("authorized", None),
    }
    world.emit("charge.succeeded", world.store.put(charge))
    intent |= {
        "amount_received": intent["amount"],
        "last_payment_error": None,
        "latest_charge": charge["id"],
        "next_action": None,
        "payment_method": charge["payment_method"],
        "status": "succeeded",
    }
    world.emit("payment_intent.succeeded", world.store.put(intent))


def refuse(world: World, intent: Document, charge: Document | None, error: Document) -> None:
    """The money is not taken. Without a charge the bank was not even asked (3-D Secure failed)."""
    if charge is not None:
        charge |= {
            "failure_code": error["code"],
            "failure_message": error["message"],
            "outcome": _outcome("issuer_declined", error.get("decline_code")),
            "status": "failed",
        }
        world.emit("charge.failed", world.store.put(charge))
        intent["latest_charge"] = charge["id"]
    intent |= {
        "last_payment_error": _error(world, charge, error),
        "next_action": None,
        "payment_method": None,
        "status": "requires_payment_method",
    }
    world.emit("payment_intent.payment_failed", world.store.put(intent))


def book(world: World, charge: Document) -> None:
    """The balance learns of the charge a moment later: ``charge.updated``."""
    amount, currency = settled(charge["amount"], charge["currency"])
    kept = fee(charge["amount"], charge["currency"])
    rate = exchange_rate(charge["currency"])
    is_card = charge["payment_method_details"]["type"] == "card"
    movement = new_balance_transaction(
        world.new_id("txn"),
        world.now(),
        amount=amount,
        currency=currency,
        description=charge["description"],
        exchange_rate=float(rate) if rate else None,
        fee=kept,
        fee_details=[_fee_detail(kept, currency)] if kept else [],
        net=amount - kept,
        reporting_category="charge",
        source=charge["id"],
        type="charge" if is_card else "payment",
    )
    world.store.put(movement)
    charge["balance_transaction"] = movement["id"]
    world.emit("charge.updated", world.store.put(charge), {"balance_transaction": None})


def cancel(world: World, session: Document) -> None:
    """The session is over; an intent nobody paid ends with it."""
    if not session["payment_intent"]:
        return
    intent = world.need("payment_intent", session["payment_intent"])
    intent |= {"status": "canceled", "canceled_at": world.now(), "cancellation_reason": "expired"}
    intent["next_action"] = None
    world.emit("payment_intent.canceled", world.store.put(intent))


def _error(world: World, charge: Document | None, error: Document) -> Document:
    method = payment_method(world.new_id("pm"), world.now())
    return {
        "charge": charge["id"] if charge else None,
        "doc_url": f"https://docs.stripe.com/error-codes/{error['code'].replace('_', '-')}",
        "payment_method": method,
        "type": "card_error",
    } | error


def _outcome(kind: str, reason: str | None) -> Document:
    is_paid = kind == "authorized"
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network" if is_paid else "declined_by_network",
        "reason": reason,
        "risk_level": "normal",
        "risk_score": 12,
        "seller_message": "Payment complete." if is_paid else "The bank did not approve the payment.",
        "type": kind,
    }


def _fee_detail(amount: int, currency: str) -> Document:
    return {
        "amount": amount,
        "application": None,
        "currency": currency,
        "description": "Stripe sandbox processing fees",
        "type": "stripe_fee",
    }


def _text_or_none(value: Any) -> str | None:
    return None if value is None else str(value)
