"""Staff change what is said of the foundation; each change is one row of the trail, with what was before and after."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from donations.core.database import lock_words, session
from donations.core.errors import NotFound, Refused
from donations.core.money import Money
from donations.giving.models import Donation
from donations.organisation.edit_organisation import VERSIONED, organisation_document, set_organisation
from donations.organisation.logo import find_logo, keep_logo, remove_logo
from donations.organisation.models import Organisation, OrganisationLogo, PrivacyText, TermsText, VersionedText
from donations.organisation.queries import newest_text, publish_text
from donations.payments.stripe_amounts import to_stripe
from donations.receipts.packs import PACKS
from donations.staff.audit_trail import Act, record_audit

Facts = dict[str, Any]
_SUBJECT = "organisation"
_REGISTER = "registration."
_PUBLISHED = {PrivacyText: "organisation.privacy_text_published", TermsText: "organisation.terms_published"}


def change_organisation(changes: Facts, *, by: UUID | None) -> list[str]:
    """Write these facts, as `set_organisation` takes them; the names of those that are now others."""
    lock_words(_SUBJECT)
    before = present_facts()
    after = {**before, **changes}
    changed = [name for name in after if after[name] != before.get(name)]
    if not changed:
        return []
    _refuse_zone(before, after)
    if {"registration", "receipt_pack"} & set(changed):
        _refuse_lacking_numbers(after)
    set_organisation({"organisation": after})
    _record_facts(before, after, by)
    return changed


def set_document(document: Facts, *, by: UUID | None) -> Organisation:
    """The whole of it at once, as the command line takes it from a file; the first time, too."""
    lock_words(_SUBJECT)
    before = organisation_document()
    row = set_organisation(document)
    after = organisation_document()
    _refuse_zone(before.get("organisation", {}), after["organisation"])
    _record_facts(before.get("organisation", {}), after["organisation"], by)
    for part, kind in VERSIONED.items():
        for language, text in after[part].items():
            newest = newest_text(kind, language)
            if newest and before.get(part, {}).get(language) != text:
                _record_wording(newest, by)
    return row


def present_facts() -> Facts:
    """What can be set, as it is now."""
    facts: Facts = organisation_document()["organisation"]
    return facts


def may_change_zone() -> bool:
    """Donations are counted by days of the zone; once there are some, they would all have to be listed anew."""
    return session.scalar(select(Donation.id).limit(1)) is None


def publish_wording(
    kind: type[VersionedText], language: str, text: str, *, seen: int, by: UUID | None
) -> VersionedText | None:
    """A new wording, by somebody who knows version `seen` (0: the first one); None when nothing in it is new."""
    lock_words(kind.__tablename__, language)
    newest = newest_text(kind, language)
    if (newest.version if newest else 0) != seen:
        raise Refused("Somebody has published another wording meanwhile. Please look at it before you publish yours.")
    published = publish_text(kind, language, text)
    if published:
        _record_wording(published, by)
    return published


def change_logo(upload: bytes | None, *, shows_name: bool, by: UUID | None) -> None:
    """Another logo, from the file somebody sent; without one, only how the present one is used."""
    before = _details(find_logo())
    after = _details(keep_logo(upload, shows_name=shows_name))
    if before != after:
        record_audit(Act("organisation.logo_changed", _SUBJECT, by=by, before=before, after=after))


def drop_logo(*, by: UUID | None) -> None:
    """No logo any more."""
    if before := _details(find_logo()):
        remove_logo()
        record_audit(Act("organisation.logo_removed", _SUBJECT, by=by, before=before))


def _record_facts(before: Facts, after: Facts, by: UUID | None) -> None:
    """Those that are now others, and no more."""
    if changed := [name for name in after if after[name] != before.get(name)]:
        was, now = ({name: facts.get(name) for name in changed} for facts in (before, after))
        record_audit(Act("organisation.changed", _SUBJECT, by=by, before=was, after=now))


def _record_wording(text: VersionedText, by: UUID | None) -> None:
    before, after = ({"language": text.language, "version": number} for number in (text.version - 1, text.version))
    record_audit(Act(_PUBLISHED[type(text)], _SUBJECT, by=by, before=before, after=after))


def _details(logo: OrganisationLogo | None) -> Facts | None:
    names = ("digest", "width", "height", "shows_name")
    return {name: getattr(logo, name) for name in names} if logo else None


def _refuse_zone(before: Facts, after: Facts) -> None:
    if after["zone"] != before.get("zone") and not may_change_zone():
        raise Refused("The time zone stays: gifts are counted by its days, and receipts by its years.")


def _refuse_lacking_numbers(facts: Facts) -> None:
    """Else no receipt could be issued any more."""
    chosen = PACKS[facts["receipt_pack"]].organisation_fields if facts["receipt_pack"] in PACKS else ()
    registers = [name.removeprefix(_REGISTER) for name in chosen if name.startswith(_REGISTER)]
    if lacking := [register.upper() for register in registers if not facts["registration"].get(register)]:
        raise Refused("Receipts of this kind must name the foundation’s %(numbers)s.", numbers=", ".join(lacking))


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
    """No longer in the form; donations made in it stay what they are. One currency must remain."""
    lock_words("organisation")
    currencies = present_facts()["currencies"]
    if currency not in currencies:
        raise NotFound("%(currency)s is not offered.", currency=currency)
    if len(currencies) == 1:
        raise Refused("%(currency)s is the only currency; add another first.", currency=currency)
    rest = {code: facts for code, facts in currencies.items() if code != currency}
    change_organisation({"currencies": rest}, by=by)
