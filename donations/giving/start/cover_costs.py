"""What must be added so that the costs of the payment do not reduce the donation."""

from dataclasses import dataclass
from datetime import date

from donations.core.errors import Refused
from donations.core.money import Money

_WHOLE = 10_000  # basis points


@dataclass(frozen=True, slots=True)
class Price:
    """The provider's price for one card payment: a fixed part in minor units and a rate in basis points."""

    since: date
    fixed_minor: int
    rate_bp: int


# Stripe's list price for cards issued in the European Economic Area, charged by an account in Poland: 1.5 % and a
# fixed part by currency. Dated, because the sum shown to a visitor must be explainable years later.
PRICES: dict[str, tuple[Price, ...]] = {
    "PLN": (Price(date(2024, 1, 1), 100, 150),),
    "EUR": (Price(date(2024, 1, 1), 25, 150),),
    "USD": (Price(date(2024, 1, 1), 30, 150),),
    "GBP": (Price(date(2024, 1, 1), 20, 150),),
}


def price_on(currency: str, day: date) -> Price | None:
    """The price in force; None when we have none for this currency (the form then does not offer to cover costs)."""
    in_force = [price for price in PRICES.get(currency, ()) if price.since <= day]
    return max(in_force, key=lambda price: price.since) if in_force else None


def costs_to_cover(donation: Money, day: date) -> Money:
    """ceil((donation + fixed) / (1 - rate)) - donation, in whole minor units, so that what arrives is the donation."""
    price = price_on(donation.currency, day)
    if price is None:
        raise Refused("The costs cannot be covered in %(currency)s.", currency=donation.currency)
    charged = -((donation.minor + price.fixed_minor) * _WHOLE // -(_WHOLE - price.rate_bp))
    return Money(charged - donation.minor, donation.currency)
