"""A subscription that has been there for long: made at once, with what it was paid so far, and nobody is told.

For demonstrations: the service knows the past of a plan from elsewhere; from now on it lives here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from donations.sandbox.billing import collecting, invoices, subscriptions
from donations.sandbox.billing.shapes import new_item, new_price, new_product, new_subscription
from donations.sandbox.payments import methods as cards
from donations.sandbox.payments.methods import Behaviour
from donations.sandbox.shapes import new_customer
from donations.sandbox.store import Document
from donations.sandbox.world import World

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Collected:
    """One period, oldest first. Without a payment it could not be collected yet: its invoice is still open."""

    invoice_id: str
    amount: int
    period: tuple[int, int]
    at: int
    payment_id: str | None = None
    charge_id: str | None = None


@dataclass(frozen=True, slots=True)
class Adopted:
    """All there is to know; moments in seconds, sums as Stripe counts them. `period` is the present one."""

    subscription_id: str
    item_id: str
    customer_id: str
    method_id: str
    product: tuple[str, str]  # its id, and what it is called
    metadata: Mapping[str, str]
    email: str
    card: Mapping[str, Any]
    amount: int
    currency: str
    rhythm: tuple[str, int]  # interval, and how many of it
    began: int
    period: tuple[int, int]
    collected: tuple[Collected, ...]
    behaviour: str = Behaviour.OK  # of the card, where the newest could not be collected
    resumes_at: int | None = None  # it is paused until then


@dataclass(slots=True)
class _Past(World):
    """The same account, before anybody listened: ids are those given, events reach nobody."""

    ids: dict[str, str] = field(default_factory=dict)

    def new_id(self, prefix: str) -> str:
        return self.ids.pop(prefix, None) or World.new_id(self, prefix)

    def emit(self, kind: str, document: Document, previous: Mapping[str, Any] | None = None) -> Document:  # noqa: ARG002 - the same call as everywhere
        return document


def adopt(world: World, adopted: Adopted) -> bool:
    """False when it is here already."""
    with world.lock, world.store.work():
        if world.store.get("subscription", adopted.subscription_id):
            return False
        past = _Past(world.store, world.address, world.settles_after, world.real_now, world.lock)
        past.retries = world.retries
        subscription = _begin(past, adopted)
        for each in adopted.collected:
            _collect(past, subscription["id"], each, adopted)
        _go_on(past, adopted)
    return True


def _begin(past: _Past, adopted: Adopted) -> Document:
    past.moment, past.ids = adopted.began, {"pm": adopted.method_id, "si": adopted.item_id}
    product_id, name = adopted.product
    if past.store.get("product", product_id) is None:
        metadata = {"installation": adopted.metadata["installation"]}
        past.store.put(new_product(product_id, adopted.began, name=name, metadata=metadata))
    past.store.put(
        new_customer(adopted.customer_id, adopted.began, email=adopted.email, name=None, preferred_locales=[])
    )
    card = cards.attach(past, adopted.customer_id, **adopted.card)
    rhythm = {"interval": adopted.rhythm[0], "interval_count": adopted.rhythm[1]}
    facts = {"currency": adopted.currency, "product": product_id, "unit_amount": adopted.amount}
    price = past.store.put(new_price(past.new_id("price"), adopted.began, recurring=rhythm, **facts))
    return past.store.put(
        new_subscription(
            adopted.subscription_id,
            adopted.began,
            new_item(past.new_id("si"), adopted.began, price, adopted.period, adopted.subscription_id),
            customer=adopted.customer_id,
            default_payment_method=card["id"],
            description=name,
            latest_invoice=None,
            metadata=dict(adopted.metadata),
        )
    )


def _collect(past: _Past, subscription_id: str, each: Collected, adopted: Adopted) -> None:
    """As it went then: with a card that paid, or with one that does not."""
    past.moment, past.ids = each.at, {"in": each.invoice_id}
    past.ids |= {"pi": each.payment_id or past.new_id("pi"), "ch": each.charge_id or past.new_id("ch")}
    subscription = past.need("subscription", subscription_id)
    is_first = subscription["latest_invoice"] is None and each.period[0] == adopted.began
    invoice = invoices.draft(past, subscription, "subscription_create", each.period, each.amount)
    invoice["billing_reason"] = "subscription_create" if is_first else "subscription_cycle"
    past.store.put(subscription)
    invoices.finalize(past, invoice)
    kept = past.need("payment_method", adopted.method_id)
    if each.payment_id is None:
        cards.behave(past, kept, adopted.behaviour)
    collecting.collect(past, invoice, kept)


def _go_on(past: _Past, adopted: Adopted) -> None:
    """What comes next, from now on heard by all."""
    past.moment = None
    subscription, now = past.need("subscription", adopted.subscription_id), past.now()
    if adopted.resumes_at:
        subscription["pause_collection"] = {"behavior": "void", "resumes_at": adopted.resumes_at}
        past.later(adopted.resumes_at, "resume", adopted.subscription_id)
    subscriptions.schedule(past, past.store.put(subscription))
    newest = past.need("invoice", subscription["latest_invoice"])
    if newest["status"] == "open" and (newest["next_payment_attempt"] or 0) <= now:
        newest["next_payment_attempt"] = now + _DAY
        past.later(now + _DAY, "retry", newest["id"])
        past.store.put(newest)
