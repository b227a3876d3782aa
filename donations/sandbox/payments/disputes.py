"""The supporter's bank takes a payment back: opened and closed by whoever steers the sandbox."""

from typing import Any

from donations.sandbox.api.params import choice, read_params
from donations.sandbox.errors import Fault
from donations.sandbox.payments import payments
from donations.sandbox.payments.money_rules import exchange_rate, settled
from donations.sandbox.shapes import new_balance_transaction, new_dispute
from donations.sandbox.store import Document
from donations.sandbox.world import World

_TO_ANSWER = 9 * 86_400  # seconds until the bank's deadline
_FINAL = ("won", "lost")
_OPEN = ("needs_response", "under_review")


def open_dispute(world: World, payment_intent: str, amount: int | None) -> Document:
    """The bank takes the money, all of the payment or `amount` of it, and asks for evidence."""
    intent = world.need("payment_intent", payment_intent)
    if intent["status"] != "succeeded":
        raise Fault("Stripe sandbox: only money that was taken can be disputed.")
    charge = world.need("charge", intent["latest_charge"])
    taken = charge["amount_captured"] if amount is None else amount
    if charge["disputed"] or not 0 < taken <= charge["amount_captured"]:
        raise Fault("Stripe sandbox: a payment is disputed once, and by no more than was taken.")
    dispute = new_dispute(
        world.new_id("du"),
        world.now(),
        amount=taken,
        charge=charge["id"],
        currency=charge["currency"],
        payment_intent=payment_intent,
        due_by=world.now() + _TO_ANSWER,
    )
    world.emit("charge.dispute.created", world.store.put(dispute))
    charge["disputed"] = True
    world.emit("charge.updated", world.store.put(charge), {"disputed": False})
    _move(world, dispute, -taken)
    world.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def close(world: World, dispute_id: str, outcome: str) -> None:
    """The bank has decided: "won" gives the money back to us, "lost" leaves it where it is."""
    dispute = world.need("dispute", dispute_id)
    if outcome not in _FINAL or dispute["status"] not in _OPEN:
        raise Fault("Stripe sandbox: an open dispute is closed as won or lost.")
    before, dispute["status"] = dispute["status"], outcome
    world.store.put(dispute)
    if outcome == "won":
        _move(world, dispute, dispute["amount"])
        world.emit("charge.dispute.funds_reinstated", dispute)
    world.emit("charge.dispute.closed", dispute, {"status": before})


def refuse_refund(world: World, charge: Document) -> None:
    """What a dispute holds or has taken cannot be refunded as well."""
    if not charge["disputed"]:
        return
    if any(dispute["status"] != "won" for dispute in world.store.all("dispute", {"charge": charge["id"]})):
        raise Fault(f"Charge {charge['id']} has been charged back.", code="charge_disputed")


def _move(world: World, dispute: Document, amount: int) -> None:
    moved, currency = settled(amount, dispute["currency"])
    rate = exchange_rate(dispute["currency"])
    movement = new_balance_transaction(
        world.new_id("txn"),
        world.now(),
        amount=moved,
        currency=currency,
        exchange_rate=float(rate) if rate else None,
        net=moved,
        reporting_category="dispute" if amount < 0 else "dispute_reversal",
        source=dispute["id"],
        type="adjustment",
    )
    dispute["balance_transactions"].append(world.store.put(movement))
    world.store.put(dispute)


CANCEL = "stripe.params.PaymentIntentCancelParams"
FIELDS = {"cancellation_reason": choice("abandoned", "duplicate", "fraudulent", "requested_by_customer")}
_SETTING = "stops_payments"
_OVER = ("succeeded", "canceled")


def decide(world: World, *, when_asked: bool) -> None:
    """Whether payments are stopped when somebody asks for it; at first they are not."""
    world.store.set(_SETTING, str(int(when_asked)))


def are_stopped(world: World) -> bool:
    """As it was decided last."""
    return world.store.setting(_SETTING, "0") == "1"


def cancel(world: World, intent_id: str, raw: dict[str, Any]) -> Document:
    """``POST /v1/payment_intents/{id}/cancel``. Those of Checkout, as all of ours are, Stripe hardly ever cancels."""
    given = read_params(FIELDS, raw, CANCEL)
    intent = world.need("payment_intent", intent_id)
    if intent["status"] in _OVER:
        raise _refusal(f"because it has a status of {intent['status']}.")
    if intent["status"] != "processing" or not are_stopped(world) or not _is_of_a_donation(world, intent_id):
        raise _refusal("for a Checkout Session. Expire the Checkout Session instead.")
    charge = world.need("charge", intent["latest_charge"])
    charge |= {"status": "failed", "failure_code": "payment_intent_canceled", "failure_message": "It was stopped."}
    world.emit("charge.failed", world.store.put(charge))
    payments.cancel_intent(world, intent, given.get("cancellation_reason"))
    return world.need("payment_intent", intent_id)


def _is_of_a_donation(world: World, intent_id: str) -> bool:
    """Not of a subscription, whose invoice would have to be voided."""
    return any(session["payment_intent"] == intent_id for session in world.store.all("checkout.session"))


def _refusal(why: str) -> Fault:
    return Fault(f"You cannot cancel this PaymentIntent {why}", code="payment_intent_unexpected_state")
