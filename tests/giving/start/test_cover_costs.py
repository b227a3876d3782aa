from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from donations.core.errors import Refused
from donations.core.money import Money
from donations.giving.start.cover_costs import PRICES, Price, costs_to_cover, price_on

TODAY = date(2026, 11, 10)


@given(some.sampled_from(sorted(PRICES)), some.integers(1, 10**9))
def test_what_arrives_is_the_donation_and_a_minor_unit_less_would_not_be_enough(currency: str, minor: int) -> None:
    price = price_on(currency, TODAY)
    assert price
    charged = minor + costs_to_cover(Money(minor, currency), TODAY).minor

    # In ten-thousandths of a minor unit, so that nothing is rounded.
    def arrives(sum_charged: int) -> int:
        return sum_charged * (10_000 - price.rate_bp) - price.fixed_minor * 10_000

    assert arrives(charged) >= minor * 10_000 > arrives(charged - 1)


@given(some.sampled_from(sorted(PRICES)), some.integers(1, 10**9))
def test_costs_are_a_part_of_the_charge_never_all_of_it(currency: str, minor: int) -> None:
    costs = costs_to_cover(Money(minor, currency), TODAY)

    assert costs.minor > 0
    assert costs.currency == currency


@given(some.integers(1, 10**6))
def test_a_larger_donation_never_costs_less(minor: int) -> None:
    costs = [costs_to_cover(Money(amount, "PLN"), TODAY).minor for amount in (minor, minor + 1)]

    assert costs[0] <= costs[1]


def test_the_sum_shown_for_fifty_zlotys() -> None:
    assert costs_to_cover(Money(5000, "PLN"), TODAY) == Money(178, "PLN")


def test_a_currency_without_a_price_cannot_be_covered() -> None:
    assert price_on("JPY", TODAY) is None
    with pytest.raises(Refused):
        costs_to_cover(Money(5000, "JPY"), TODAY)


def test_a_price_is_in_force_from_its_day_until_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = Price(date(2024, 1, 1), 100, 150), Price(date(2026, 1, 1), 100, 190)
    monkeypatch.setitem(PRICES, "PLN", (new, old))

    assert price_on("PLN", date(2023, 12, 31)) is None
    assert price_on("PLN", date(2025, 12, 31)) == old
    assert price_on("PLN", date(2026, 1, 1)) == new
