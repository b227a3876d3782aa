"""PaymentIntents, Charges and what they leave in the balance."""

from typing import Any

from donations.sandbox.payments.methods import Method, billing_details, details_of, payment_method
from donations.sandbox.payments.money_rules import exchange_rate, fee, settled
from donations.sandbox.shapes import new_balance_transaction, new_charge, new_customer, new_intent
from donations.sandbox.store import Document
from donations.sandbox.world import World, public


def intent_of(world: World, session: Document) -> Document:
    """The session's PaymentIntent, made at the first try to pay."""
    return tried(world, session) or _intent_for(world, session)


def tried(world: World, session: Document) -> Document | None:
    """The session's PaymentIntent, if anybody has tried to pay yet."""
    # A session for a subscription does not name its payment: the subscription's first invoice will.
    intent_id = session["payment_intent"] or session["_sandbox"].get("intent")
    return world.need("payment_intent", intent_id) if intent_id else None


def _intent_for(world: World, session: Document) -> Document:
    requested = session["_sandbox"]["payment"]
    is_first = session["mode"] == "subscription"
    intent = new_intent(
        world.new_id("pi"),
        world.now(),
        amount=session["amount_total"],
        currency=session["currency"],
        customer=session["customer"],
        description="Subscription creation" if is_first else requested.get("description"),
        metadata=requested.get("metadata", {}),
        payment_method_types=session["payment_method_types"],
        setup_future_usage="off_session" if is_first else None,
    )
    (session["_sandbox"] if is_first else session)["intent" if is_first else "payment_intent"] = intent["id"]
    world.store.put(session)
    world.emit("payment_intent.created", world.store.put(intent))
    return intent


def customer_of(world: World, session: Document) -> str | None:
    """The Customer Checkout makes when the session is finished, if it was asked to."""
    is_asked_for = session["customer_creation"] == "always" or session["mode"] == "subscription"
    if session["customer"] or not is_asked_for:
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
        payment_method=method.id or world.new_id("pm"),
        payment_method_details=details_of(method, intent["amount"]),
    )
    return charge | given


def wait_for(world: World, intent: Document, charge: Document) -> None:
    """The bank was asked for the money and takes its time."""
    intent |= {
        "last_payment_error": None,
        "latest_charge": charge["id"],
        "next_action": None,
        "payment_method": charge["payment_method"],
        "status": "processing",
    }
    world.emit("payment_intent.processing", world.store.put(intent))
    world.emit("charge.pending", world.store.put(charge))


def ask_bank(world: World, intent: Document, method_id: str, page: str) -> None:
    """The bank wants a confirmation before it pays (3-D Secure)."""
    intent |= {
        "next_action": {"type": "redirect_to_url", "redirect_to_url": {"return_url": page, "url": page}},
        "payment_method": method_id,
        "status": "requires_action",
    }
    world.emit("payment_intent.requires_action", world.store.put(intent))


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
    if intent := tried(world, session):
        cancel_intent(world, intent, "expired")


def cancel_intent(world: World, intent: Document, reason: str | None) -> None:
    """Nothing is to be taken for it any more."""
    intent |= {"status": "canceled", "canceled_at": world.now(), "cancellation_reason": reason, "next_action": None}
    world.emit("payment_intent.canceled", world.store.put(intent))


def _error(world: World, charge: Document | None, error: Document) -> Document:
    known = world.store.get("payment_method", charge["payment_method"]) if charge else None
    method = public(known) if known else payment_method(world.new_id("pm"), world.now())
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
