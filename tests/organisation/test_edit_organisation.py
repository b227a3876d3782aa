"""The foundation's data: checked as a whole, every mistake named, nothing half written."""

import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select

import donations.cli
from donations.core.database import session, transaction
from donations.core.errors import Refused
from donations.organisation.edit_organisation import organisation_document, set_organisation
from donations.organisation.models import Organisation, PrivacyText
from donations.organisation.queries import current_privacy_text, the_organisation
from tests.databases import undone

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def document() -> dict[str, Any]:
    """The demo's own file, to be spoilt."""
    text = Path(donations.cli.__file__).with_name("foundation.example.toml").read_text("utf-8")
    return {part: facts for part, facts in tomllib.loads(text).items() if part in ("organisation", "privacy")}


SPOILT = {
    "a wrong IBAN": ("bank_account", "PL00 1020 0000 0000 0000 0000 1234", "bank_account: is not a valid IBAN"),
    "a wrong NIP": ("registration", {"nip": "7250000017"}, "NIP 7250000017 is not a valid number"),
    "a wrong REGON": ("registration", {"regon": "000000128"}, "REGON 000000128"),
    "a wrong KRS": ("registration", {"krs": "123"}, "KRS 123"),
    "figures that are none": ("registration", {"krs": "\u0660" * 10}, "KRS"),
    "no colour": ("accent", "red", "accent"),
    "a colour and more": ("accent", "#123456;}", "accent"),
    "a colour and a line": ("accent", "#123456\n", "accent"),
    "no zone": ("zone", "Mars/Olympus", "zone: is not a time zone"),
    "a zone outside": ("zone", "../../etc/passwd", "zone: is not a time zone"),
    "no language of ours": ("default_language", "de", "default_language"),
    "a name in no language": ("name", {}, "name"),
    "an empty name": ("name", {"pl": "", "en": "x"}, "name.pl"),
    "a name in a language not ours": ("name", {"de": "x"}, "name"),
    "no country": ("country", "Poland", "country"),
    "no address": ("contact_email", "nobody", "contact_email"),
    "two lines of address": ("contact_email", "a@b.example\nBcc: c@d.example", "contact_email"),
    "a script for a website": ("website", "javascript:alert(1)", "website"),
    "no pack": ("receipt_pack", "german", "receipt_pack"),
    "an odd series": ("receipt_series", "D/", "receipt_series"),
    "no currency": ("currencies", {}, "currencies"),
    "an unknown currency": ("currencies", {"ZZZ": {"presets": [1], "minimum": 1, "maximum": 1}}, "currencies"),
    "a preset below the minimum": (
        "currencies",
        {"PLN": {"presets": [1], "minimum": 2, "maximum": 3}},
        "currencies.PLN",
    ),
    "no presets": ("currencies", {"PLN": {"presets": [], "minimum": 2, "maximum": 3}}, "currencies.PLN"),
    "a broken amount": ("currencies", {"PLN": {"presets": [2.5], "minimum": 2, "maximum": 3}}, "currencies.PLN"),
    "an unknown fact": ("id", 2, "id"),
}


@pytest.mark.parametrize(("fact", "value", "visible"), SPOILT.values(), ids=SPOILT.keys())
def test_each_mistake_is_named(document: dict[str, Any], fact: str, value: object, visible: str) -> None:
    document["organisation"][fact] = value
    with undone(), pytest.raises(Refused) as refusal:
        set_organisation(document)
    assert visible in str(refusal.value)


def test_all_mistakes_are_named_at_once(document: dict[str, Any]) -> None:
    document["organisation"] |= {"accent": "red", "zone": "Mars"}
    del document["organisation"]["city"]
    with undone(), pytest.raises(Refused) as refusal:
        set_organisation(document)
    assert [fact for fact in ("accent", "zone", "city") if f"organisation.{fact}" not in str(refusal.value)] == []


@pytest.mark.parametrize("privacy", ["text", {"pl": 5}, {"pl": ""}, {"de": "Daten"}, ["pl"], {"pl": None}], ids=str)
def test_a_privacy_text_is_a_text_in_a_language_of_ours(document: dict[str, Any], privacy: object) -> None:
    with undone(), pytest.raises(Refused, match="privacy"):
        set_organisation({**document, "privacy": privacy})


@pytest.mark.parametrize(
    "broken", [{}, {"organisation": 1}, {"organisation": {}, "funds": {}}, {"organisation": []}], ids=str
)
def test_a_file_without_its_parts_is_refused(broken: dict[str, Any]) -> None:
    with undone(), pytest.raises(Refused, match="organisation"):
        set_organisation(broken)


def test_without_a_privacy_text_in_each_language_nobody_could_give(document: dict[str, Any]) -> None:
    with undone():
        session.execute(delete(PrivacyText))
        session.execute(delete(Organisation))
        with pytest.raises(Refused, match=r"privacy.*: pl"):
            set_organisation({**document, "privacy": {"en": "Your data"}})


def test_what_is_shown_can_be_set_and_is_shown_again() -> None:
    with undone():
        shown = organisation_document()
        set_organisation(deepcopy(shown))
        session.expire_all()
        assert organisation_document() == shown


def test_an_iban_is_kept_without_its_gaps() -> None:
    assert the_organisation().bank_account == "PL56102000000000000000001234"


def test_a_new_wording_is_a_new_version_and_the_old_one_stays(document: dict[str, Any]) -> None:
    with undone():
        before = current_privacy_text("pl").version
        set_organisation(document)
        assert current_privacy_text("pl").version == before
        document["privacy"]["pl"] += "\n\nNowe zdanie."
        set_organisation(document)
        kept = session.scalar(select(func.count()).where(PrivacyText.language == "pl"))
        assert (current_privacy_text("pl").version, kept) == (before + 1, before + 1)


def test_there_is_one_foundation() -> None:
    with pytest.raises(Exception, match="one_row"), transaction():
        session.add(Organisation(**{**vars_of(the_organisation()), "id": 2}))


def vars_of(row: Organisation) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in Organisation.__table__.columns}
