"""Products and prices: one product for what is paid for regularly, a price for each amount and interval asked for."""

from collections.abc import Mapping
from typing import Any

from donations.sandbox.api.params import Fields, choice, inner, metadata, read_params, text, truth, whole
from donations.sandbox.billing.shapes import new_price, new_product
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
