"""Money back: asked over the API or, as from the dashboard, by a person."""

from typing import Any

from donations.sandbox.api.params import choice, metadata, read_params, text, whole
from donations.sandbox.errors import Fault, bad_parameter, missing, no_such
from donations.sandbox.payments.disputes import refuse_refund
from donations.sandbox.payments.money_rules import exchange_rate, settled
from donations.sandbox.shapes import new_balance_transaction, new_refund
from donations.sandbox.store import Document
from donations.sandbox.world import World

CREATE = "stripe.params.RefundCreateParams"
_MAY_FAIL = ("pending", "succeeded")
FIELDS = {
    "amount": whole,
    "charge": text(),
    "metadata": metadata,
    "payment_intent": text(),
    "reason": choice("duplicate", "fraudulent", "requested_by_customer"),
}


def create(world: World, raw: dict[str, Any]) -> Document:
    """``POST /v1/refunds``. Cards get the money at once, bank methods after a while."""
    given = read_params(FIELDS, raw, CREATE)
    charge = _charge(world, given)
    refuse_refund(world, charge)
    amount = _amount(charge, given)
    is_card = charge["payment_method_details"]["type"] == "card"
    refund = new_refund(
        world.new_id("re"),
        world.now(),
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        destination_details=_destination(charge),
        metadata=given.get("metadata", {}),
        payment_intent=charge["payment_intent"],
        reason=given.get("reason"),
        status="succeeded" if is_card else "pending",
    )
    refund["balance_transaction"] = _move(world, refund, -amount, "refund" if is_card else "payment_refund")
    world.emit("refund.created", world.store.put(refund))
    _count(world, charge, amount)
    if not is_card:
        world.later(world.now() + int(world.settles_after.total_seconds()), "refund_arrives", refund["id"])
    return refund


def arrive(world: World, refund_id: str) -> None:
    """A pending refund has reached the bank."""
    refund = world.need("refund", refund_id)
    if refund["status"] == "pending":
        refund["status"] = "succeeded"
        _report(world, refund, "pending", "refund.updated")


def fail(world: World, refund_id: str) -> None:
    """The bank sends it back, even after it had succeeded: the money is ours again."""
    refund = world.need("refund", refund_id)
    before = refund["status"]
    if before not in _MAY_FAIL:
        raise Fault(f"Stripe sandbox: a refund that is {before} cannot fail.")
    refund |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}
    refund["failure_balance_transaction"] = _move(world, refund, refund["amount"], "refund_failure")
    _count(world, world.need("charge", refund["charge"]), -refund["amount"])
    _report(world, refund, before, "refund.failed")


def fail_overdue(world: World, refund_id: str) -> None:
    """The failure announced for this refund, unless it has come already."""
    if world.need("refund", refund_id)["status"] in _MAY_FAIL:
        fail(world, refund_id)


def _report(world: World, refund: Document, before: str, kind: str) -> None:
    world.store.put(refund)
    world.emit(kind, refund, None if kind == "refund.failed" else {"status": before})
    world.emit("charge.refund.updated", refund, {"status": before})


def _charge(world: World, given: dict[str, Any]) -> Document:
    if "payment_intent" in given:
        intent = world.need("payment_intent", given["payment_intent"], "payment_intent")
        if intent["status"] != "succeeded":
            message = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
            raise Fault(message, param="payment_intent", code="payment_intent_unexpected_state")
        return world.need("charge", intent["latest_charge"])
    if "charge" not in given:
        raise missing("payment_intent")
    charge = world.store.get("charge", given["charge"])
    if charge is None or charge["status"] != "succeeded":
        raise no_such("charge", given["charge"], "charge")
    return charge


def _amount(charge: Document, given: dict[str, Any]) -> int:
    left = charge["amount_captured"] - charge["amount_refunded"]
    if left == 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise Fault(message, code="charge_already_refunded")
    amount = int(given.get("amount", left))
    if amount < 1:
        message = "This value must be greater than or equal to 1."
        raise bad_parameter(message, "amount", "parameter_invalid_integer")
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise Fault(message, param="amount")
    return amount


def _count(world: World, charge: Document, amount: int) -> None:
    """The charge knows how much of it went back."""
    before = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    kind = "charge.refunded" if amount > 0 else "charge.updated"
    world.emit(kind, world.store.put(charge), {key: old for key, old in before.items() if charge[key] != old})


def _move(world: World, refund: Document, amount: int, kind: str) -> str:
    moved, currency = settled(amount, refund["currency"])
    rate = exchange_rate(refund["currency"])
    movement = new_balance_transaction(
        world.new_id("txn"),
        world.now(),
        amount=moved,
        currency=currency,
        exchange_rate=float(rate) if rate else None,
        net=moved,
        reporting_category="refund" if amount < 0 else "refund_failure",
        source=refund["id"],
        type=kind,
    )
    return str(world.store.put(movement)["id"])


def _destination(charge: Document) -> Document:
    kind = charge["payment_method_details"]["type"]
    known = {"p24": "p24", "sepa_debit": "eu_bank_transfer", "us_bank_account": "us_bank_transfer"}
    if kind == "card":
        return {"type": "card", "card": {"type": "refund", "reference_status": "pending", "reference": None}}
    place = known.get(kind, "gb_bank_transfer")
    return {"type": place, place: {"reference": None, "reference_status": "pending"}}
