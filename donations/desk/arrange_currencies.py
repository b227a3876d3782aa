"""Staff decide in which currencies gifts can be made, and which amounts are proposed."""

from dataclasses import dataclass
from uuid import UUID

from donations.core.database import lock_words
from donations.core.errors import NotFound, Refused
from donations.core.money import Money
from donations.desk.arrange_organisation import change_organisation, present_facts
from donations.payments.stripe_amounts import to_stripe


@dataclass(frozen=True, slots=True)
class CurrencyOffer:
    """One currency as the form offers it; all amounts are in it."""

    currency: str
    presets: tuple[Money, ...]
    minimum: Money
    maximum: Money


def offer_currency(offer: CurrencyOffer, *, by: UUID | None) -> None:
    """Offer it from now on, or with other amounts; a new one stands last."""
    if not offer.minimum <= offer.maximum:
        raise Refused("The most one may give is less than the least.")
    if not all(offer.minimum <= preset <= offer.maximum for preset in offer.presets):
        raise Refused("Each proposed amount lies between the least and the most one may give.")
    for amount in (*offer.presets, offer.minimum, offer.maximum):
        to_stripe(amount)  # refuses what the provider cannot carry
    facts = {
        "presets": sorted({preset.minor for preset in offer.presets}),
        "minimum": offer.minimum.minor,
        "maximum": offer.maximum.minor,
    }
    lock_words("organisation")
    currencies = present_facts()["currencies"]
    change_organisation({"currencies": {**currencies, offer.currency: facts}}, by=by)


def stop_offering(currency: str, *, by: UUID | None) -> None:
    """No longer in the form; gifts made in it stay what they are. One currency must remain."""
    lock_words("organisation")
    currencies = present_facts()["currencies"]
    if currency not in currencies:
        raise NotFound("%(currency)s is not offered.", currency=currency)
    if len(currencies) == 1:
        raise Refused("%(currency)s is the only currency; add another first.", currency=currency)
    rest = {code: facts for code, facts in currencies.items() if code != currency}
    change_organisation({"currencies": rest}, by=by)
