"""The ways a sandbox visitor pays. Nobody types a card number: the outcome button stands for all of it."""

from dataclasses import dataclass

from donations.sandbox.shapes import address, nulls
from donations.sandbox.store import Document

_EXPIRES = {"exp_month": 12, "exp_year": 2040}
_DEBITS = {"eur": "sepa_debit", "pln": "p24", "gbp": "bacs_debit", "usd": "us_bank_account"}


@dataclass(frozen=True, slots=True)
class Method:
    """How it was paid: ``card`` or one of the slow methods."""

    kind: str
    email: str | None
    is_three_d_secure: bool = False


def slow_kind(currency: str) -> str:
    """A method of that currency whose money comes later."""
    return _DEBITS.get(currency, "sepa_debit")


def billing_details(email: str | None) -> Document:
    """Who paid, as far as the sandbox knows."""
    return nulls("name phone tax_id") | {"address": address(), "email": email}


def details_of(method: Method, amount: int) -> Document:
    """``charge.payment_method_details``."""
    details = _card(method, amount) if method.kind == "card" else _bank(method.kind)
    return {"type": method.kind, method.kind: details}


def payment_method(method_id: str, created: int) -> Document:
    """A PaymentMethod of a card, as errors carry it."""
    empty = nulls("country description display_brand fingerprint generated_from iin issuer networks")
    details = empty | _EXPIRES | {"brand": "visa", "funding": "credit", "last4": "4242", "wallet": None}
    return {
        "id": method_id,
        "object": "payment_method",
        "allow_redisplay": "limited",
        "billing_details": billing_details(None),
        "card": details,
        "created": created,
        "customer": None,
        "livemode": False,
        "metadata": {},
        "type": "card",
    }


def _card(method: Method, amount: int) -> Document:
    passed = {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"}
    secure = nulls("electronic_commerce_indicator exemption_indicator result_reason transaction_id")
    secure |= {"authentication_flow": "challenge", "result": "authenticated", "version": "2.2.0"}
    return _EXPIRES | {
        "amount_authorized": amount,
        "authorization_code": "000000",
        "brand": "visa",
        "checks": passed,
        "country": "PL",
        "fingerprint": "sandboxfingerprint",
        "funding": "credit",
        "installments": None,
        "last4": "4242",
        "mandate": None,
        "network": "visa",
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
