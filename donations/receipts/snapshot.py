"""A receipt in its final words, frozen. The PDF and the web page print this dict and add nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Protocol

from babel import Locale

from donations.core.errors import DonationsError
from donations.core.money import Money, locale_of
from donations.core.wording import in_language, tied
from donations.organisation.models import Organisation
from donations.receipts.amount_in_words import amount_in_words
from donations.receipts.packs import PACKS
from donations.receipts.packs.pack import LABELS, METHODS, VOID, WARNINGS, WATERMARKS, Pack, PackTexts
from donations.receipts.printable import grouped, long_day


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
    """One donation (or what remains of it), its giver and the number it got. Days are days in the organisation's
    zone.
    """

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


TEMPLATE_VERSION = "1"
_FALLBACK_LANGUAGE = "en"
_DEFAULT_ACCENT = "#1f4e5f"
_LIVE = "live"
_TO_OUR_ACCOUNT, _IN_KIND = "bank_transfer", "in_kind"


class MissingReceiptFields(DonationsError):
    """The pack demands data that is not there; `fields` says which."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__("The receipt cannot be issued yet; missing: %(fields)s.", fields=", ".join(fields))
        self.fields = fields


def build_snapshot(facts: ReceiptFacts, pack_name: str) -> dict[str, Any]:
    """All texts of the receipt, JSON-able. Raises `MissingReceiptFields` while the pack lacks something."""
    pack = PACKS[pack_name]
    if missing := missing_fields(facts, pack):
        raise MissingReceiptFields(missing)
    language = facts.language if facts.language in pack.texts else _FALLBACK_LANGUAGE
    is_live = facts.mode == _LIVE  # any other mode has its watermark, or fails
    return {
        "template_version": TEMPLATE_VERSION,
        "pack": pack_name,
        "pack_version": pack.version,
        "mode": facts.mode,
        "language": language,
        "number": facts.number,
        "title": pack.texts[language].title,
        "issued_on": facts.issued_on.isoformat(),
        "issued_day": long_day(facts.issued_on, language),
        "issuer": issuer_block(facts.issuer, language),
        "donor": donor_block(facts.donor_name, facts.donor_address, language),
        "amount": facts.amount.format(language),
        "amount_in_words": amount_in_words(facts.amount, language),
        "money": {"minor": facts.amount.minor, "currency": facts.amount.currency},
        "facts": _fact_rows(facts, language),
        "statements": _statements(facts, pack, language),
        "check": {"code": facts.check_code, "url": facts.check_url},
        "labels": dict(LABELS[language]),
        "watermark": None if is_live else WATERMARKS[facts.mode][language],
        "warning": None if is_live else WARNINGS[language],
        "void": dict(VOID[language]),
    }


def void_lines(snapshot: Mapping[str, Any], note: VoidNote) -> list[str]:
    """What a voided receipt says of itself, in the words frozen when it was issued."""
    texts = snapshot["void"]
    lines = [texts["line"] % {"day": long_day(note.voided_on, snapshot["language"])}]
    if note.replaced_by_number:
        lines.append(texts["replaced"] % {"number": note.replaced_by_number})
    return lines


def missing_fields(facts: ReceiptFacts, pack: Pack) -> tuple[str, ...]:
    """What the pack demands and `facts` lack, by name: ``organisation.registration.krs``, ``donor_name``."""
    chosen = [*pack.donor_fields, *(["donor_address"] if facts.issuer.needs_donor_address else [])]
    return (
        *(f"organisation.{name}" for name in pack.organisation_fields if not _organisation_value(facts, name)),
        *(name for name in chosen if not _filled(getattr(facts, name))),
    )


def _organisation_value(facts: ReceiptFacts, name: str) -> bool:
    if name == "purpose":
        return _filled(facts.purpose)
    if name.startswith("registration."):
        return _filled(facts.issuer.registration.get(name.removeprefix("registration."), ""))
    return _filled(getattr(facts.issuer, name))


def _filled(value: str | tuple[str, ...]) -> bool:
    return bool("".join(value).strip())


def _country(line: str, language: str) -> str:
    """The country's name when `line` is its code; any other line as it is."""
    return str(Locale.parse(locale_of(language)).territories.get(line, line))


def donor_block(name: str, address: tuple[str, ...], language: str) -> dict[str, Any]:
    """Who gave, as it is printed."""
    return {"name": name, "address_lines": [_country(line, language) for line in address if line.strip()]}


def issuer_block(issuer: Issuer, language: str) -> dict[str, Any]:
    """Who issues it, as it is printed."""
    town = f"{issuer.postcode} {issuer.city}".strip()
    return {
        "name": issuer.name.get(language) or issuer.legal_name,
        "legal_name": issuer.legal_name,
        "address_lines": [line for line in (issuer.address_line, town, _country(issuer.country, language)) if line],
        "city": issuer.city,
        "registration": [{"label": key.upper(), "value": text} for key, text in issuer.registration.items() if text],
        "contact": [text for text in (issuer.website, issuer.contact_email) if text],
        "bank_account": grouped(issuer.bank_account),
        "accent": issuer.accent if re.fullmatch("#[0-9a-fA-F]{6}", issuer.accent) else _DEFAULT_ACCENT,
    }


def _fact_rows(facts: ReceiptFacts, language: str) -> list[dict[str, str]]:
    methods = METHODS[language]
    values = {
        "received_on": long_day(facts.received_on, language),
        "method": methods.get(facts.method, methods["online"]),
        "purpose": tied(facts.purpose, language),
        "fund": facts.fund_name,
        "reference": facts.reference,
        "payment_reference": facts.payment_reference,
        "replaces": facts.replaces_number or "",
    }
    return [{"key": key, "label": LABELS[language][key], "value": value} for key, value in values.items() if value]


def _statements(facts: ReceiptFacts, pack: Pack, language: str) -> list[str]:
    texts = pack.texts[language]
    values = sentence_values(facts.issuer.legal_name, facts.purpose, facts.issuer.bank_account)
    received = texts.received_in_kind if facts.method == _IN_KIND else texts.received
    lines = [received % values, texts.nothing_in_return]
    if facts.replaces_number:
        lines.append(LABELS[language]["replaces_statement"] % {"number": facts.replaces_number})
    if facts.method not in (_TO_OUR_ACCOUNT, _IN_KIND) and (values["account"] or not pack.tax_needs_account):
        lines.append(texts.about_tax % values)
    return [tied(line, language) for line in (*lines, texts.closing) if line]


def sentence_values(issuer_name: str, purpose: str, account: str) -> dict[str, str]:
    """What the sentences of a pack leave open; `account` as it is kept, without spaces."""
    return {"issuer": issuer_name, "purpose": purpose.strip().rstrip(" .,;"), "account": grouped(account)}


def legal_sentences(organisation: Organisation) -> dict[str, PackTexts]:
    """By language, with the foundation's name, aim and account filled in; empty what is not printed."""
    return {language: _sentences_of(organisation, language) for language in PACKS[organisation.receipt_pack].texts}


def _sentences_of(organisation: Organisation, language: str) -> PackTexts:
    pack = PACKS[organisation.receipt_pack]
    purpose = in_language(organisation.purpose, language, organisation.default_language)
    values = sentence_values(organisation.legal_name, purpose, organisation.bank_account)
    texts = {each.name: tied(getattr(pack.texts[language], each.name) % values, language) for each in fields(PackTexts)}
    if pack.tax_needs_account and not organisation.bank_account:
        texts["about_tax"] = ""
    return PackTexts(**texts)
