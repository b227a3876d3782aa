"""Stripe counts some currencies otherwise than ISO 4217 does."""

import pytest

from donations.core.currencies import exponent
from donations.core.errors import Refused
from donations.core.money import Money
from donations.payments.stripe_amounts import THREE_DECIMAL, ZERO_DECIMAL, from_stripe, to_stripe, wire_exponent
from donations.sandbox.payments.money_rules import CURRENCIES

WIRE = [
    (Money(5000, "PLN"), 5000),
    (Money(500, "JPY"), 500),
    (Money(500, "ISK"), 50000),
    (Money(1000, "UGX"), 100000),
    (Money(500, "MGA"), 5),
    (Money(12340, "KWD"), 12340),
    (Money(17500, "HUF"), 17500),
]


@pytest.mark.parametrize(("amount", "minor"), WIRE)
def test_an_amount_goes_over_the_wire_and_comes_back(amount: Money, minor: int) -> None:
    assert to_stripe(amount) == minor
    assert from_stripe(minor, amount.currency.lower()) == amount


@pytest.mark.parametrize("amount", [Money(550, "MGA"), Money(12345, "KWD")])
def test_a_sum_stripe_cannot_carry_is_refused(amount: Money) -> None:
    with pytest.raises(Refused):
        to_stripe(amount)


def test_half_a_krona_from_stripe_is_an_error_and_not_rounded() -> None:
    with pytest.raises(ValueError, match="not a whole amount"):
        from_stripe(50050, "isk")


def test_the_only_currencies_counted_otherwise_are_these() -> None:
    codes = {code.upper() for code in CURRENCIES} | ZERO_DECIMAL | THREE_DECIMAL
    assert {code: wire_exponent(code) - exponent(code) for code in codes if wire_exponent(code) != exponent(code)} == {
        "ISK": 2,
        "MGA": -2,
        "UGX": 2,
    }
