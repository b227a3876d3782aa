"""Kept payment methods: what happens when money is asked of them while nobody is there."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from donations.sandbox.methods import Method, kept_card, payment_method
from donations.sandbox.store import Document
from donations.sandbox.world import World


class Behaviour(StrEnum):
    """How a kept payment method answers each collection."""

    OK = "ok"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    GENERIC_DECLINE = "generic_decline"
    EXPIRED_CARD = "expired_card"
    LOST_CARD = "lost_card"
    AUTHENTICATION_REQUIRED = "authentication_required"
    FRAUDULENT = "fraudulent"
    TRY_AGAIN_LATER = "try_again_later"


_DECLINED = "Your card was declined."
_MESSAGES = {
    Behaviour.INSUFFICIENT_FUNDS: "Your card has insufficient funds.",
    Behaviour.EXPIRED_CARD: "Your card has expired.",
    Behaviour.AUTHENTICATION_REQUIRED: "This transaction requires authentication.",
}
_CODES_OF_THEIR_OWN = (Behaviour.EXPIRED_CARD, Behaviour.AUTHENTICATION_REQUIRED)
_NEVER_CAME = {
    "code": "payment_intent_payment_attempt_failed",
    "message": "The payment failed: the bank did not send the money.",
}
# Stripe does not ask these again by itself before there is another payment method.
FINAL = frozenset({Behaviour.LOST_CARD, Behaviour.AUTHENTICATION_REQUIRED})

_NEW_CARDS = (
    {"brand": "mastercard", "last4": "4444"},
    {"brand": "visa", "last4": "1881"},
    {"brand": "mastercard", "last4": "5100"},
)


def attach(
    world: World, customer: str | None, kind: str = "card", *, behaviour: str = Behaviour.OK, **card: Any
) -> Document:
    """A payment method that is kept with a customer from now on."""
    method = payment_method(world.new_id("pm"), world.now(), kind, **card)
    method |= {"customer": customer, "_sandbox": {"behaviour": str(Behaviour(behaviour))}}
    world.emit("payment_method.attached", world.store.put(method))
    return method


def tried_once(world: World, behaviour: str) -> Document:
    """A card somebody tries, which is kept with nobody."""
    method = payment_method(world.new_id("pm"), world.now())
    return world.store.put(method | {"_sandbox": {"behaviour": str(Behaviour(behaviour))}})


def another(world: World, customer: str, behaviour: str = Behaviour.OK) -> Document:
    """Another card of the same person, told apart by its last digits."""
    number = len(list(world.store.all("payment_method", {"customer": customer})))
    return attach(world, customer, behaviour=behaviour, **_NEW_CARDS[(number - 1) % len(_NEW_CARDS)])


def method_of(world: World, kept: Document, *, is_three_d_secure: bool = False) -> Method:
    """How it is paid when this one is asked."""
    kind, customer = kept["type"], world.store.get("customer", kept["customer"] or "") or {}
    if kind != "card":
        return Method(kind, customer.get("email"), id=kept["id"])
    return Method(kind, customer.get("email"), is_three_d_secure, kept["id"], kept["card"])


def behaviour_of(world: World, kept: Document) -> Behaviour:
    """What it would answer now: after its last month a card has expired, whatever else was planned."""
    card = kept.get("card")
    now = datetime.fromtimestamp(world.now(), UTC)
    if card and (card["exp_year"], card["exp_month"]) < (now.year, now.month):
        return Behaviour.EXPIRED_CARD
    return Behaviour(kept["_sandbox"]["behaviour"])


def refusal(behaviour: Behaviour, kind: str = "card") -> Document | None:
    """The error Stripe tells, or None when the money comes."""
    if behaviour is Behaviour.OK:
        return None
    if kind != "card":
        return dict(_NEVER_CAME)
    return {
        "code": str(behaviour) if behaviour in _CODES_OF_THEIR_OWN else "card_declined",
        "decline_code": str(behaviour),
        "message": _MESSAGES.get(behaviour, _DECLINED),
    }


def behave(world: World, kept: Document, behaviour: str) -> None:
    """From now on it answers like this. Stripe knows nothing of it before it asks."""
    kept["_sandbox"]["behaviour"] = str(Behaviour(behaviour))
    world.store.put(kept)


def rewrite(world: World, kept: Document, *, is_automatic: bool, **card: Any) -> None:
    """Other things are printed on the card: told by its owner, or by the bank, which has sent out a new one."""
    if kept["type"] != "card":
        raise ValueError("an account is no card")
    before = {name: kept["card"][name] for name in card}
    kept["card"] = kept_card({**kept["card"], **card})
    kind = "payment_method.automatically_updated" if is_automatic else "payment_method.updated"
    world.emit(kind, world.store.put(kept), {"card": before})
