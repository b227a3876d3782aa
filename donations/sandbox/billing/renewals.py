"""What time does to subscriptions: new periods, invoices finalised and tried again, pauses and trials that end."""

from donations.sandbox.billing import collecting, invoices, subscriptions
from donations.sandbox.billing.shapes import period_end
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
        collecting.collect(world, invoice, subscriptions.method_of(world, subscription))


def retry(world: World, invoice_id: str) -> None:
    """Stripe tries again by itself. A card that was refused for good is not asked again."""
    invoice = world.need("invoice", invoice_id)
    if invoice["status"] != "open" or invoice["next_payment_attempt"] != world.now():
        return
    kept = subscriptions.method_of(world, invoices.subscription_of(world, invoice))
    if kept is None or kept["id"] != invoice["_sandbox"].get("refused"):
        collecting.collect(world, invoice, kept)
        return
    invoice["attempt_count"] += 1
    collecting.plan_retry(world, invoice)
    world.emit("invoice.updated", world.store.put(invoice))
