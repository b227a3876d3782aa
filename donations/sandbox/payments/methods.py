"""The ways a sandbox visitor pays. Nobody types a card number: the outcome button stands for all of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from donations.sandbox.shapes import address, nulls
from donations.sandbox.store import Document
from donations.sandbox.world import World

_CARD: Document = {"brand": "visa", "exp_month": 12, "exp_year": 2040, "last4": "4242"}
_DEBITS = {"eur": "sepa_debit", "pln": "p24", "gbp": "bacs_debit", "usd": "us_bank_account"}


@dataclass(frozen=True, slots=True)
class Method:
    """How it was paid: ``card`` or one of the slow methods."""

    kind: str
    email: str | None
    is_three_d_secure: bool = False
    id: str | None = None  # of the PaymentMethod, where one is kept
    card: Mapping[str, Any] = field(default_factory=lambda: _CARD)  # what is printed on it


def slow_kind(currency: str) -> str:
    """A method of that currency whose money comes later."""
    return _DEBITS.get(currency, "sepa_debit")


def debit_kind(currency: str) -> str:
    """A bank account that may be asked again and again, its money coming later."""
    kind = slow_kind(currency)
    return "sepa_debit" if kind == "p24" else kind  # p24 is good for one payment


def billing_details(email: str | None) -> Document:
    """Who paid, as far as the sandbox knows."""
    return nulls("name phone tax_id") | {"address": address(), "email": email}


def details_of(method: Method, amount: int) -> Document:
    """``charge.payment_method_details``."""
    details = _card(method, amount) if method.kind == "card" else _bank(method.kind)
    return {"type": method.kind, method.kind: details}


def payment_method(method_id: str, created: int, kind: str = "card", **card: Any) -> Document:
    """A PaymentMethod, as errors carry it and as it is kept for later."""
    return {
        "id": method_id,
        "object": "payment_method",
        "allow_redisplay": "limited",
        "billing_details": billing_details(None),
        kind: kept_card(card) if kind == "card" else _account(kind),
        "created": created,
        "customer": None,
        "livemode": False,
        "metadata": {},
        "type": kind,
    }


def kept_card(card: Document) -> Document:
    """What is known of a card that is kept."""
    empty = nulls("country description display_brand fingerprint generated_from iin issuer networks")
    return empty | {"funding": "credit", "wallet": None} | _CARD | card


def _card(method: Method, amount: int) -> Document:
    passed = {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"}
    secure = nulls("electronic_commerce_indicator exemption_indicator result_reason transaction_id")
    secure |= {"authentication_flow": "challenge", "result": "authenticated", "version": "2.2.0"}
    printed = {name: method.card[name] for name in _CARD}
    return printed | {
        "amount_authorized": amount,
        "authorization_code": "000000",
        "checks": passed,
        "country": "PL",
        "fingerprint": "sandboxfingerprint",
        "funding": "credit",
        "installments": None,
        "mandate": None,
        "network": method.card["brand"],
        "network_transaction_id": "100000000000000",
        "three_d_secure": secure if method.is_three_d_secure else None,
        "wallet": None,
    }


def _bank(kind: str) -> Document:
    account = {"fingerprint": "sandboxfingerprint", "last4": "3000", "mandate": "mandate_sandbox"}
    return {
        "p24": nulls("verified_name") | {"bank": "bank_pekao_sa", "reference": "P24-SANDBOX-000"},
        "sepa_debit": account | {"bank_code": "37040044", "branch_code": None, "country": "DE"},
        "bacs_debit": account | {"sort_code": "108800"},
        "us_bank_account": account
        | nulls("expected_debit_date payment_reference")
        | {"account_holder_type": "individual", "account_type": "checking", "bank_name": "STRIPE TEST BANK"}
        | {"routing_number": "110000000"},
    }[kind]


def _account(kind: str) -> Document:
    """What is known of a bank account that is kept."""
    account: Document = {"fingerprint": "sandboxfingerprint", "last4": "3000"}
    return {
        "sepa_debit": account | {"bank_code": "37040044", "branch_code": None, "country": "DE", "generated_from": None},
        "bacs_debit": account | {"sort_code": "108800"},
        "us_bank_account": account
        | nulls("financial_connections_account networks status_details")
        | {"account_holder_type": "individual", "account_type": "checking", "bank_name": "STRIPE TEST BANK"}
        | {"routing_number": "110000000"},
    }[kind]


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
