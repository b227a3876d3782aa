"""The ways a sandbox visitor pays. Nobody types a card number: the outcome button stands for all of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from donations.sandbox.shapes import address, nulls
from donations.sandbox.store import Document

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
