"""Whether a number or a name that others gave out can be one."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from sqlalchemy import select
from stdnum import iban
from stdnum.pl import nip, regon

from donations.core.currencies import known_currency
from donations.core.database import session
from donations.core.errors import Refused
from donations.organisation.models import Organisation, PrivacyText, TermsText, VersionedText
from donations.organisation.queries import find_organisation, publish_text, text_versions

_KRS = re.compile(r"[0-9]{10}", re.ASCII)
# The Polish registers, whose numbers can be checked; another country's are taken as they are.
_REGISTERS: Mapping[str, Callable[[str], Any]] = {"krs": _KRS.fullmatch, "nip": nip.is_valid, "regon": regon.is_valid}


def is_zone(name: str) -> bool:
    """``Europe/Warsaw``."""
    try:
        return ZoneInfo(name).key == name
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def is_iban(text: str) -> bool:
    """Its check digits hold; gaps are allowed."""
    return bool(iban.is_valid(text))


def plain_iban(text: str) -> str:
    """Without gaps."""
    return str(iban.compact(text)) if text else ""


def grouped_iban(text: str) -> str:
    """As people read it: ``PL61 1090 1014 …``."""
    return str(iban.format(text)) if text else ""


def plain_number(text: str) -> str:
    """Without gaps and hyphens: ``725-000-00-16`` is ``7250000016``."""
    return re.sub(r"[\s-]", "", text)


def is_registration_number(kind: str, number: str) -> bool:
    """Its check digits hold, where we know how to reckon them."""
    check = _REGISTERS.get(kind)
    return check is None or bool(check(number))


def _known_zone(name: str) -> str:
    if not is_zone(name):
        raise ValueError("is not a time zone, for example Europe/Warsaw")
    return name


def _known_currency(code: str) -> str:
    try:
        return known_currency(code)
    except Refused as refusal:
        raise ValueError(str(refusal)) from None


def _valid_iban(text: str) -> str:
    if text and not is_iban(text):
        raise ValueError("is not a valid IBAN")
    return plain_iban(text)


def _valid_registration(numbers: dict[str, str]) -> dict[str, str]:
    for kind, number in numbers.items():
        if not is_registration_number(kind, number):
            raise ValueError(f"{kind.upper()} {number} is not a valid number")
    return numbers


Language = Literal["pl", "en"]
Texts = Annotated[dict[Language, Annotated[str, Field(min_length=1)]], Field(min_length=1)]
_LANGUAGES = set(get_args(Language))
# The parts of the file whose wordings are counted, and what they are.
VERSIONED: dict[str, type[VersionedText]] = {"privacy": PrivacyText, "terms": TermsText}


class CurrencyFacts(BaseModel):
    """Presets and limits of one currency, in minor units."""

    model_config = ConfigDict(extra="forbid")

    presets: list[Annotated[int, Field(gt=0)]] = Field(min_length=1, max_length=8)
    minimum: int = Field(gt=0)
    maximum: int = Field(gt=0)

    @model_validator(mode="after")
    def in_order(self) -> "CurrencyFacts":
        """Every preset may be given."""
        if not all(self.minimum <= preset <= self.maximum for preset in self.presets):
            raise ValueError("each preset lies between minimum and maximum")
        return self


class OrganisationFacts(BaseModel):
    """All that can be set of the foundation."""

    model_config = ConfigDict(extra="forbid")

    name: Texts
    mission: Texts
    purpose: Texts
    legal_name: str = Field(min_length=1)
    address_line: str = Field(min_length=1)
    postcode: str = Field(min_length=1, max_length=20)
    city: str = Field(min_length=1)
    country: str = Field(pattern="^[A-Z]{2}$")
    registration: Annotated[dict[str, str], AfterValidator(_valid_registration)]
    legal_notice: Texts | None = None
    contact_email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    website: str = Field(pattern=r"^https?://\S+$")
    bank_account: Annotated[str, AfterValidator(_valid_iban)] = ""
    accent: str = Field(pattern="^#[0-9a-fA-F]{6}$")
    zone: Annotated[str, AfterValidator(_known_zone)]
    default_language: Language
    receipt_pack: Literal["generic", "polish"]
    receipt_series: str = Field(pattern="^[A-Z]{1,10}$")
    receipt_needs_address: bool
    sender_name: str = Field(min_length=1)
    sender_email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    currencies: dict[Annotated[str, AfterValidator(_known_currency)], CurrencyFacts] = Field(min_length=1)


class Foundation(BaseModel):
    """The whole file: the facts, what visitors are told about their data, the terms of giving."""

    model_config = ConfigDict(extra="forbid")

    organisation: OrganisationFacts
    privacy: dict[Language, Annotated[str, Field(min_length=1)]] = {}
    terms: dict[Language, Annotated[str, Field(min_length=1)]] = {}


def set_organisation(document: dict[str, Any]) -> Organisation:
    """Write the foundation's row from ``[organisation]``, and new versions of what ``[privacy]``, ``[terms]`` change.

    Raises `Refused` naming every mistake.
    """
    try:
        given = Foundation.model_validate(document)
    except ValidationError as error:
        raise Refused("%(mistakes)s", mistakes="; ".join(map(_in_words, error.errors()))) from None
    row = find_organisation() or Organisation(id=1)
    for name, value in given.organisation.model_dump().items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    for part, kind in VERSIONED.items():
        for language, text in getattr(given, part).items():
            publish_text(kind, language, text)
    session.flush()
    if lacking := sorted(_LANGUAGES - set(session.scalars(select(PrivacyText.language)))):
        raise Refused("The part [privacy] lacks a text in: %(languages)s", languages=", ".join(lacking))
    return row


def organisation_document() -> dict[str, Any]:
    """What `set_organisation` would take to write what is there now; empty before the first set-up."""
    row = find_organisation()
    if row is None:
        return {}
    facts = {name: getattr(row, name) for name in OrganisationFacts.model_fields}
    return {"organisation": facts, **{part: _newest(kind) for part, kind in VERSIONED.items()}}


def _newest(kind: type[VersionedText]) -> dict[str, str]:
    """By language."""
    return {text.language: text.text for text in reversed(text_versions(kind))}


def _in_words(problem: Mapping[str, Any]) -> str:
    where = ".".join(map(str, problem["loc"]))
    return f"{where}: {str(problem['msg']).removeprefix('Value error, ')}"
