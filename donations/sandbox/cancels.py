"""Somebody wants a payment stopped that is on its way. Stripe rarely does it; here one decides whether it does."""

from typing import Any

from donations.sandbox import payments
from donations.sandbox.faults import Fault
from donations.sandbox.params import choice, read_params
from donations.sandbox.store import Document
from donations.sandbox.world import World

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
    if intent["status"] != "processing" or not are_stopped(world) or not _is_of_a_gift(world, intent_id):
        raise _refusal("for a Checkout Session. Expire the Checkout Session instead.")
    charge = world.need("charge", intent["latest_charge"])
    charge |= {"status": "failed", "failure_code": "payment_intent_canceled", "failure_message": "It was stopped."}
    world.emit("charge.failed", world.store.put(charge))
    payments.cancel_intent(world, intent, given.get("cancellation_reason"))
    return world.need("payment_intent", intent_id)


def _is_of_a_gift(world: World, intent_id: str) -> bool:
    """Not of a subscription, whose invoice would have to be voided."""
    return any(session["payment_intent"] == intent_id for session in world.store.all("checkout.session"))


def _refusal(why: str) -> Fault:
    return Fault(f"You cannot cancel this PaymentIntent {why}", code="payment_intent_unexpected_state")
