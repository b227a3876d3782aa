"""What a receipt is made of, before it is put into words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from donations.core.money import Money


class HasIssuerFacts(Protocol):
    """What we read from the organisation's row."""

    @property
    def name(self) -> Mapping[str, str]: ...
    @property
    def legal_name(self) -> str: ...
    @property
    def address_line(self) -> str: ...
    @property
    def postcode(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def registration(self) -> Mapping[str, str]: ...
    @property
    def contact_email(self) -> str: ...
    @property
    def website(self) -> str: ...
    @property
    def bank_account(self) -> str: ...
    @property
    def accent(self) -> str: ...
    @property
    def receipt_needs_address(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Issuer:
    """The foundation as it is on the day of issue."""

    name: Mapping[str, str]  # by language
    legal_name: str
    address_line: str
    postcode: str
    city: str
    country: str  # ISO 3166, two letters
    registration: Mapping[str, str]  # krs, nip, regon …
    contact_email: str
    website: str
    bank_account: str  # IBAN, or ""
    accent: str  # "#rrggbb"
    needs_donor_address: bool


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """One gift (or what remains of it), its giver and the number it got. Days are days in the organisation's zone."""

    number: str
    issued_on: date
    mode: str  # sandbox, test or live
    language: str
    issuer: Issuer
    donor_name: str
    donor_address: tuple[str, ...]
    amount: Money
    received_on: date
    method: str  # card, blik, p24 …; the provider's word
    fund_name: str
    purpose: str  # the statutory aim, in the receipt's language
    reference: str
    payment_reference: str
    check_code: str
    check_url: str
    replaces_number: str | None = None


def issuer_of(organisation: HasIssuerFacts) -> Issuer:
    """The organisation's present data, to be frozen into a receipt."""
    return Issuer(
        name=dict(organisation.name),
        legal_name=organisation.legal_name,
        address_line=organisation.address_line,
        postcode=organisation.postcode,
        city=organisation.city,
        country=organisation.country,
        registration=dict(organisation.registration),
        contact_email=organisation.contact_email,
        website=organisation.website,
        bank_account=organisation.bank_account,
        accent=organisation.accent,
        needs_donor_address=organisation.receipt_needs_address,
    )


@dataclass(frozen=True, slots=True)
class VoidNote:
    """When a receipt was voided, and which one stands in its place."""

    voided_on: date
    replaced_by_number: str | None = None
