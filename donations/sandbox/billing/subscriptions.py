"""Products and prices: one product for what is paid for regularly, a price for each amount and interval asked for."""

from collections.abc import Mapping
from typing import Any

from donations.sandbox.api.params import Fields, choice, inner, metadata, read_params, text, truth, whole
from donations.sandbox.billing import invoices
from donations.sandbox.billing.shapes import new_item, new_price, new_product, new_subscription, period_end
from donations.sandbox.errors import Fault, bad_parameter, missing
from donations.sandbox.payments.money_rules import check_currency, check_total
from donations.sandbox.store import Document
from donations.sandbox.world import World

CREATE = "stripe.params.ProductCreateParams"
FIELDS = {"active": truth, "description": text(), "id": text(255), "metadata": metadata, "name": text()}

_LONGEST = {"day": 1095, "week": 156, "month": 36, "year": 3}  # three years


def create(world: World, raw: dict[str, Any]) -> Document:
    """``POST /v1/products``; an id of one's own is taken once."""
    given = read_params(FIELDS, raw, CREATE)
    if "name" not in given:
        raise missing("name")
    product_id = given.setdefault("id", world.new_id("prod"))
    if world.store.find(product_id) is not None:
        raise Fault("Product already exists.", param="id", code="resource_already_exists")
    product = new_product(product_id, world.now(), **given)
    world.emit("product.created", world.store.put(product))
    return product


def recurring_price(stripe_class: str) -> Fields:
    """The fields of a ``price_data`` that is paid again and again."""
    interval = choice("day", "week", "month", "year")
    recurring = inner({"interval": interval, "interval_count": whole}, f"{stripe_class}Recurring")
    return {"currency": text(), "product": text(), "recurring": recurring, "unit_amount": whole}


def check_price(world: World, price: Mapping[str, Any], path: str) -> None:
    """Refuse a recurring ``price_data`` that Stripe would refuse."""
    for param in ("currency", "product", "recurring", "unit_amount"):
        if param not in price:
            raise missing(f"{path}[{param}]")
    recurring = price["recurring"]
    if "interval" not in recurring:
        raise missing(f"{path}[recurring][interval]")
    if not 1 <= recurring.setdefault("interval_count", 1) <= _LONGEST[recurring["interval"]]:
        message = "The interval of a price may be three years at the most."
        raise bad_parameter(message, f"{path}[recurring][interval_count]", "parameter_invalid_integer")
    world.need("product", price["product"], f"{path}[product]")
    check_total(price["unit_amount"], check_currency(price["currency"], f"{path}[currency]"), f"{path}[unit_amount]")


def price_for(world: World, price: Mapping[str, Any]) -> Document:
    """The Price that Stripe makes of a ``price_data``."""
    found = new_price(
        world.new_id("price"),
        world.now(),
        currency=price["currency"].lower(),
        product=price["product"],
        recurring=price["recurring"],
        unit_amount=price["unit_amount"],
    )
    world.emit("price.created", world.store.put(found))
    return found


OVER = ("canceled", "incomplete_expired")


def begin(world: World, session: Document, method: Document, intent: Document) -> tuple[Document, Document]:
    """The subscription of a finished session and its first invoice, finalised: `intent` pays it or will."""
    now, requested = world.now(), session["_sandbox"]["subscription"]
    price = price_for(world, session["_sandbox"]["lines"][0]["price_data"])
    recurring = price["recurring"]
    period = now, period_end(now, now, recurring["interval"], recurring["interval_count"])
    subscription_id = world.new_id("sub")
    subscription = new_subscription(
        subscription_id,
        now,
        new_item(world.new_id("si"), now, price, period, subscription_id),
        customer=session["customer"],
        default_payment_method=method["id"],
        description=requested.get("description"),
        latest_invoice=None,
        metadata=requested.get("metadata", {}),
    )
    invoice = invoices.draft(world, subscription, "subscription_create", period)
    invoice["attempted"] = True
    world.emit("customer.subscription.created", world.store.put(subscription))
    world.emit("invoice.created", invoice)
    invoices.finalize(world, invoice, intent["id"])
    session |= {"invoice": invoice["id"], "subscription": subscription_id}
    intent["payment_details"] = {"customer_reference": None, "order_reference": invoice["id"]}
    world.store.put(intent)
    schedule(world, subscription)
    return subscription, invoice


def change(world: World, subscription: Document, **changed: Any) -> Document:
    """Keep and tell what is different now."""
    before = {name: subscription[name] for name in changed}
    subscription |= changed
    return tell(world, subscription, before)


def tell(world: World, subscription: Document, before: Document) -> Document:
    """Keep it, and tell what was otherwise `before`."""
    different = {name: value for name, value in before.items() if subscription[name] != value}
    world.emit("customer.subscription.updated", world.store.put(subscription), different)
    return subscription


def schedule(world: World, subscription: Document) -> None:
    """The end of its period is when something happens next."""
    world.later(item_of(subscription)["current_period_end"], "renew", subscription["id"])


def end(world: World, subscription: Document, reason: str, **details: str | None) -> Document:
    """It is over: no more invoices, and what is still unpaid is not asked for by itself any more."""
    now = world.now()
    known = {**subscription["cancellation_details"], "reason": reason, **details}
    subscription |= {
        "canceled_at": subscription["canceled_at"] or now,
        "cancellation_details": known,
        "ended_at": now,
        "status": "canceled",
    }
    world.emit("customer.subscription.deleted", world.store.put(subscription))
    for invoice in world.store.all("invoice", {"parent.subscription_details.subscription": subscription["id"]}):
        if invoice["status"] in ("draft", "open") and invoice["auto_advance"]:
            invoices.give_up(world, invoice)
    return subscription


def shown(subscription: Document) -> Document:
    """What a new period, price or invoice changes of it, as it is now."""
    items = subscription["items"]
    return {
        "items": items | {"data": [dict(item_of(subscription))]},
        **{name: subscription[name] for name in ("billing_cycle_anchor", "latest_invoice", "status", "trial_end")},
    }


def item_of(subscription: Document) -> Document:
    """The one thing it is made of: its price and its present period."""
    item: Document = subscription["items"]["data"][0]
    return item


def method_of(world: World, subscription: Document) -> Document | None:
    """What its money is collected from: its own payment method, else its customer's."""
    customer = world.need("customer", subscription["customer"])
    method_id = subscription["default_payment_method"] or customer["invoice_settings"]["default_payment_method"]
    return world.store.get("payment_method", method_id) if method_id else None
