"""Invoices: drafted, finalised, paid, voided. Asking somebody for their money is in `collecting`."""

from typing import Any

from donations.sandbox.billing.shapes import lines_of, new_invoice, new_invoice_payment
from donations.sandbox.errors import Fault
from donations.sandbox.payments import payments
from donations.sandbox.shapes import new_intent
from donations.sandbox.store import Document
from donations.sandbox.world import World

HOUR = 3600  # a renewal's invoice stays a draft so long


def draft(
    world: World, subscription: Document, reason: str, period: tuple[int, int], amount: int | None = None
) -> Document:
    """An invoice for one period, kept but not told yet: the subscription is to name it first."""
    invoice_id, customer = world.new_id("in"), world.need("customer", subscription["customer"])
    requested = subscription["items"]["data"][0]["price"]["unit_amount"] if amount is None else amount
    begins = _last_start(world, subscription) if reason == "subscription_cycle" else period[0]
    details = {"metadata": subscription["metadata"], "subscription": subscription["id"]}
    invoice = new_invoice(
        invoice_id,
        world.now(),
        amount=requested,
        billing_reason=reason,
        currency=subscription["currency"],
        customer=customer["id"],
        customer_email=customer["email"],
        lines=lines_of(invoice_id, world.new_id("il"), subscription, requested, period),
        parent={"quote_details": None, "subscription_details": details, "type": "subscription_details"},
        period_start=begins,
        period_end=period[0],
    )
    invoice["_sandbox"] = {"payment": None}
    subscription["latest_invoice"] = invoice_id
    return world.store.put(invoice)


def finalize(world: World, invoice: Document, intent_id: str | None = None) -> None:
    """It may be paid from now on; `intent_id` where the payment came first, as in Checkout."""
    now = world.now()
    invoice |= {
        "automatically_finalizes_at": None,
        "effective_at": now,
        "hosted_invoice_url": f"{world.address}/i/{invoice['id']}",
        "invoice_pdf": f"{world.address}/i/{invoice['id']}/pdf",
        "number": f"SANDBOX-{invoice['id'][-8:].upper()}",
        "status": "open",
    }
    invoice["status_transitions"]["finalized_at"] = now
    if invoice["amount_due"]:
        payment = new_invoice_payment(world.new_id("inpay"), now, invoice, intent_id or _intent(world, invoice)["id"])
        invoice["_sandbox"]["payment"] = world.store.put(payment)["id"]
    world.emit("invoice.finalized", world.store.put(invoice))


def settle(world: World, invoice: Document) -> None:
    """It is paid."""
    now, amount = world.now(), invoice["amount_due"]
    invoice |= {
        "amount_paid": amount,
        "amount_remaining": 0,
        "attempted": True,
        "auto_advance": False,
        "next_payment_attempt": None,
        "status": "paid",
    }
    invoice["status_transitions"]["paid_at"] = now
    payment = payment_of(world, invoice)
    if payment:
        payment |= {"amount_paid": amount, "status": "paid"}
        payment["status_transitions"]["paid_at"] = now
        world.emit("invoice_payment.paid", world.store.put(payment))
    world.emit("invoice.paid", world.store.put(invoice))
    world.emit("invoice.payment_succeeded", invoice)


def void(world: World, invoice: Document) -> Document:
    """Nobody is to pay it any more."""
    if invoice["status"] not in ("open", "uncollectible"):
        message = "You can only pass in open or uncollectible invoices."
        raise Fault(f"{message} This invoice is {invoice['status']}.", code="invoice_not_editable")
    now = world.now()
    invoice |= {"auto_advance": False, "next_payment_attempt": None, "status": "void"}
    invoice["status_transitions"]["voided_at"] = now
    payment = payment_of(world, invoice)
    if payment:
        payment["status"] = "canceled"
        payment["status_transitions"]["canceled_at"] = now
        world.store.put(payment)
        intent = world.need("payment_intent", payment["payment"]["payment_intent"])
        payments.cancel_intent(world, intent, "void_invoice")
    world.emit("invoice.voided", world.store.put(invoice))
    return invoice


def give_up(world: World, invoice: Document) -> None:
    """Stripe asks nobody any more by itself, as for what a cancelled subscription still owes."""
    invoice |= {"auto_advance": False, "next_payment_attempt": None, "automatically_finalizes_at": None}
    world.emit("invoice.updated", world.store.put(invoice))


def payment_of(world: World, invoice: Document) -> Document | None:
    """The InvoicePayment of an invoice somebody is to pay."""
    payment_id = invoice["_sandbox"]["payment"]
    return world.need("invoice_payment", payment_id) if payment_id else None


def intent_of(world: World, invoice: Document) -> Document:
    """The PaymentIntent of a finalised invoice that asks for money."""
    payment: Any = payment_of(world, invoice)
    return world.need("payment_intent", payment["payment"]["payment_intent"])


def subscription_of(world: World, invoice: Document) -> Document:
    """What it is for."""
    return world.need("subscription", invoice["parent"]["subscription_details"]["subscription"])


def _intent(world: World, invoice: Document) -> Document:
    intent = new_intent(
        world.new_id("pi"),
        world.now(),
        amount=invoice["amount_due"],
        currency=invoice["currency"],
        customer=invoice["customer"],
        description="Subscription update",
        metadata={},
        payment_details={"customer_reference": None, "order_reference": invoice["id"]},
        payment_method_types=["card"],
    )
    world.emit("payment_intent.created", world.store.put(intent))
    return intent


def _last_start(world: World, subscription: Document) -> int:
    """When the period began that has just ended: the invoice's own. The one that is paid for is its line's."""
    last = world.need("invoice", subscription["latest_invoice"])
    return int(last["lines"]["data"][0]["period"]["start"])
