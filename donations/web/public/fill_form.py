"""The countries an address may be in, named and sorted as people of a language do."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from babel import Locale

from donations.core.errors import Refused
from donations.core.money import Money, locale_of, parse_money
from donations.core.text_normalisation import fold
from donations.giving.models import Donation
from donations.giving.states import DonationStatus, Frequency
from donations.web.public.offer import Offer
from donations.web.public.tickets import new_ticket, sealed_ticket

_ALPHA_2 = 2
# Two letters as well, but no countries of ISO 3166: unions, test codes, islands that belong to another code.
_NO_COUNTRIES = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())


@cache
def countries(language: str) -> list[tuple[str, str]]:
    """Code and name, for a select."""
    territories = Locale.parse(locale_of(language)).territories
    names = {str(code): str(name) for code, name in territories.items() if len(str(code)) == _ALPHA_2}
    found = ((code, name) for code, name in names.items() if code.isalpha() and code not in _NO_COUNTRIES)
    return sorted(found, key=lambda country: _in_the_alphabet(country[1]))


def _in_the_alphabet(name: str) -> list[tuple[str, str]]:
    """A letter with a mark comes after the same letter without: Luksemburg, then Łotwa."""
    return [(fold(letter), letter) for letter in name]


PLACEMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~/-]{0,119}", re.ASCII)
_LONGEST_AMOUNT = 20


def from_address(query: Mapping[str, str], offer: Offer) -> dict[str, Any]:
    """``?amount=50&currency=PLN&frequency=monthly&placement=…``.

    What makes no sense is left out: a bad link must not stop a donation.
    """
    currency = query.get("currency", "")
    data: dict[str, Any] = {"currency": currency if currency in offer.currencies else offer.default_currency}
    placement = query.get("placement", "")
    data["placement"] = placement if PLACEMENT.fullmatch(placement) else ""
    if query.get("frequency") in offer.frequencies:
        data["frequency"] = query["frequency"]
    if query.get("fund") in {fund.slug for fund in offer.funds}:
        data["fund"] = query["fund"]
    try:
        amount = parse_money(query.get("amount", "")[:_LONGEST_AMOUNT], data["currency"])
    except Refused:
        return data
    return {**data, **_amount(amount, offer)}


def from_donation(donation: Donation, offer: Offer) -> dict[str, Any]:
    """The form as it was sent. The same ticket goes on with a donation that may still be paid; else a fresh one."""
    may_go_on = donation.ticket and donation.status == DonationStatus.STARTED
    return {
        "ticket": sealed_ticket(donation.ticket) if may_go_on and donation.ticket else new_ticket(),
        "placement": donation.placement or "",
        "frequency": donation.frequency if donation.frequency in offer.frequencies else Frequency.ONCE,
        "currency": donation.currency,
        "fund": _fund(donation, offer),
        "email": donation.donor_email,
        "name": donation.donor_name,
        "message": donation.message or "",
        "anonymous": donation.is_anonymous,
        "cover_costs": donation.covered_costs_minor > 0,
        "consent_newsletter": donation.newsletter_wording is not None,
        **(donation.donor_address or {}),
        **_amount(donation.amount - donation.covered_costs, offer),
    }


def _amount(amount: Money, offer: Offer) -> dict[str, str]:
    """A preset is one of the buttons; any other amount stands in the field beside them."""
    if not amount:
        return {}
    is_preset = amount.currency in offer.currencies and amount in offer.organisation.presets(amount.currency)
    return {"amount" if is_preset else "amount_other": amount.short()}


def _fund(donation: Donation, offer: Offer) -> str:
    slug = donation.allocations[0].fund.slug
    return slug if slug in {fund.slug for fund in offer.funds} else offer.funds[0].slug
