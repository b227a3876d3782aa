"""What time does to subscriptions: new periods, invoices finalised and tried again, pauses and trials that end."""

from dataclasses import dataclass

from donations.sandbox.billing import invoices, subscriptions
from donations.sandbox.billing.shapes import period_end
from donations.sandbox.payments import methods as cards
from donations.sandbox.payments import payments
from donations.sandbox.payments.methods import Behaviour
from donations.sandbox.store import Document
from donations.sandbox.world import World


def renew(world: World, subscription_id: str) -> None:
    """A period is over: the next one begins with a draft, or the subscription ends here."""
    subscription = world.need("subscription", subscription_id)
    item = subscriptions.item_of(subscription)
    if subscription["status"] in subscriptions.OVER or item["current_period_end"] != world.now():
        return  # ended or moved since this was planned
    if subscription["cancel_at_period_end"]:
        subscriptions.end(world, subscription, "cancellation_requested")
        return
    before = subscriptions.shown(subscription)
    if subscription["status"] == "trialing":
        subscription["status"] = "active"
    period = next_period(subscription)
    item |= {"current_period_start": period[0], "current_period_end": period[1]}
    invoice = invoices.draft(world, subscription, "subscription_cycle", period)
    invoice["automatically_finalizes_at"] = world.now() + invoices.HOUR
    world.emit("invoice.created", world.store.put(invoice))
    subscriptions.tell(world, subscription, before)
    subscriptions.schedule(world, subscription)
    if subscription["pause_collection"]:
        invoices.finalize(world, invoice)
        invoices.void(world, invoice)
    else:
        world.later(invoice["automatically_finalizes_at"], "finalize", invoice["id"])


def next_period(subscription: Document) -> tuple[int, int]:
    """The period after the present one."""
    item = subscriptions.item_of(subscription)
    recurring, start = item["price"]["recurring"], item["current_period_end"]
    anchor = subscription["billing_cycle_anchor"]
    return start, period_end(anchor, start, recurring["interval"], recurring["interval_count"])


def finalize(world: World, invoice_id: str) -> None:
    """The hour of a draft is over: it is finalised and its money collected."""
    invoice = world.need("invoice", invoice_id)
    if invoice["status"] == "draft" and invoice["auto_advance"]:
        invoices.finalize(world, invoice)
        subscription = invoices.subscription_of(world, invoice)
        collect(world, invoice, subscriptions.method_of(world, subscription))


def retry(world: World, invoice_id: str) -> None:
    """Stripe tries again by itself. A card that was refused for good is not asked again."""
    invoice = world.need("invoice", invoice_id)
    if invoice["status"] != "open" or invoice["next_payment_attempt"] != world.now():
        return
    kept = subscriptions.method_of(world, invoices.subscription_of(world, invoice))
    if kept is None or kept["id"] != invoice["_sandbox"].get("refused"):
        collect(world, invoice, kept)
        return
    invoice["attempt_count"] += 1
    plan_retry(world, invoice)
    world.emit("invoice.updated", world.store.put(invoice))


_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who asks: Stripe by itself or somebody over the API; and is the payer there to confirm it?"""

    is_automatic: bool = True
    is_present: bool = False


BY_ITSELF, ON_DEMAND, ON_THE_PAGE = Attempt(), Attempt(is_automatic=False), Attempt(is_automatic=False, is_present=True)


def collect(world: World, invoice: Document, kept: Document | None, attempt: Attempt = BY_ITSELF) -> Document | None:
    """Ask `kept` for the money of an open invoice. The error, or None when it came or will come."""
    goes_on = attempt.is_automatic or not invoice["attempt_count"]  # else Stripe's own schedule stays as it was
    invoice |= {"attempt_count": invoice["attempt_count"] + goes_on, "attempted": True}
    if kept is None:
        return _failed(world, invoice, {"code": "missing", "message": _NO_METHOD}, goes_on=goes_on)
    intent = invoices.intent_of(world, invoice)
    if kept["type"] != "card":
        _send(world, invoice, intent, kept)
        return None
    behaviour = cards.behaviour_of(world, kept)
    is_confirmed = attempt.is_present and behaviour is Behaviour.AUTHENTICATION_REQUIRED
    error = cards.refusal(Behaviour.OK if is_confirmed else behaviour)
    method = cards.method_of(world, kept, is_three_d_secure=is_confirmed)
    charge = payments.charge_for(world, intent, method)
    if error is None:
        _paid(world, invoice, intent, charge)
        return None
    payments.refuse(world, intent, charge, error)
    if behaviour is Behaviour.AUTHENTICATION_REQUIRED:
        payments.ask_bank(world, intent, kept["id"], invoice["hosted_invoice_url"])
        world.emit("invoice.payment_action_required", world.store.put(invoice))
    invoice["_sandbox"]["refused"] = kept["id"] if behaviour in cards.FINAL else None
    return _failed(world, invoice, error, goes_on=goes_on)


def arrive(world: World, invoice_id: str) -> None:
    """A debit sent some days ago has come, or comes back."""
    invoice = world.need("invoice", invoice_id)
    if invoice["status"] != "open":
        return
    intent = invoices.intent_of(world, invoice)
    charge = world.need("charge", intent["latest_charge"])
    kept = world.need("payment_method", charge["payment_method"])
    error = cards.refusal(cards.behaviour_of(world, kept), kept["type"])
    session_id = invoice["_sandbox"].pop("session", None)  # of a first payment; told of that one only
    if error is None:
        _paid(world, invoice, intent, charge)
    else:
        payments.refuse(world, intent, charge, error)
        _failed(world, invoice, error, goes_on=True)
    if session_id:
        _report_session(world, session_id, is_paid=error is None)


def send(world: World, invoice: Document, intent: Document, kept: Document) -> None:
    """Ask a bank account: the answer comes some days later."""
    charge = payments.charge_for(world, intent, cards.method_of(world, kept), status="pending")
    payments.wait_for(world, intent, charge)
    world.later(world.now() + int(world.settles_after.total_seconds()), "debit_arrives", invoice["id"])


_NO_METHOD = "This customer has no default payment method."


def _send(world: World, invoice: Document, intent: Document, kept: Document) -> None:
    if intent["status"] != "processing":  # asked twice, a bank still pays once
        send(world, invoice, intent, kept)
    invoice["next_payment_attempt"] = None
    world.store.put(invoice)


def _paid(world: World, invoice: Document, intent: Document, charge: Document) -> None:
    payments.take(world, intent, charge)
    invoices.settle(world, invoice)
    subscription = invoices.subscription_of(world, invoice)
    if subscription["status"] == "past_due" and subscription["latest_invoice"] == invoice["id"]:
        subscriptions.change(world, subscription, status="active")
    payments.book(world, charge)


def _failed(world: World, invoice: Document, error: Document, *, goes_on: bool) -> Document:
    subscription = invoices.subscription_of(world, invoice)
    if goes_on:
        plan_retry(world, invoice)
    world.emit("invoice.payment_failed", world.store.put(invoice))
    if subscription["status"] in ("active", "trialing") and subscription["latest_invoice"] == invoice["id"]:
        subscriptions.change(world, subscription, status="past_due")
    return error


def plan_retry(world: World, invoice: Document) -> None:
    """When Stripe will try again by itself, if at all; afterwards the subscription stays past due."""
    done = invoice["attempt_count"]
    is_over = done > len(world.retries) or not invoice["auto_advance"]
    invoice["next_payment_attempt"] = None if is_over else world.now() + world.retries[done - 1] * _DAY
    if invoice["next_payment_attempt"]:
        world.later(invoice["next_payment_attempt"], "retry", invoice["id"])


def _report_session(world: World, session_id: str, *, is_paid: bool) -> None:
    session = world.need("checkout.session", session_id)
    if is_paid:
        session["payment_status"] = "paid"
    kind = "checkout.session.async_payment_succeeded" if is_paid else "checkout.session.async_payment_failed"
    world.emit(kind, world.store.put(session))
