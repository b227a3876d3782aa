"""What a receipt says, frozen."""

import json
from datetime import date

import pytest

from donations.core.errors import DonationsError
from donations.core.money import Money
from donations.receipts.packs import PACKS
from donations.receipts.snapshot import MissingReceiptFields, VoidNote, build_snapshot, missing_fields, void_lines
from tests.receipts.samples import CHECK_URL, Organisation, facts, snapshot

NBSP = "\u00a0"


def test_a_snapshot_survives_the_way_through_json() -> None:
    assert json.loads(json.dumps(snapshot())) == snapshot()


def test_amount_is_told_in_figures_and_words() -> None:
    told = snapshot(amount=Money(125050, "PLN"))
    assert told["amount"] == f"1{NBSP}250,50{NBSP}zł"
    assert told["amount_in_words"] == "tysiąc dwieście pięćdziesiąt złotych 50/100"
    assert told["money"] == {"minor": 125050, "currency": "PLN"}


def test_the_rows_tell_the_donation_in_the_language_of_the_supporter() -> None:
    assert [(row["label"], row["value"].replace(NBSP, " ")) for row in snapshot("en")["facts"]] == [
        ("Received on", "11 November 2026"),
        ("Way of giving", "payment card, online"),
        ("Purpose", "knowledge of nature and public life"),
        ("Fund", "Mission Fund"),
        ("Donation reference", "7KQ4-M2XF"),
        ("Payment reference", "pi_3QkD8nLkdIwHu7ix0b1c2d3e"),
    ]


def test_the_issuer_is_told_with_address_and_registration() -> None:
    issuer = snapshot()["issuer"]
    assert issuer["legal_name"] == "Fundacja Otwarte Łąki"
    assert issuer["address_lines"] == ["ul. Piotrkowska 102", "90-004 Łódź", "Polska"]
    assert [part["label"] for part in issuer["registration"]] == ["KRS", "NIP", "REGON"]


def test_a_country_code_in_the_donors_address_is_written_out() -> None:
    told = snapshot("en", donor_address=("1 High Street", "", "GB"))
    assert told["donor"]["address_lines"] == ["1 High Street", "United Kingdom"]


def test_a_replacement_says_which_receipt_it_cancels() -> None:
    told = snapshot("en", replaces_number="D/2026/000009")
    assert "This confirmation cancels and replaces No. D/2026/000009." in told["statements"]
    assert ("replaces", "D/2026/000009") in [(row["key"], row["value"]) for row in told["facts"]]


@pytest.mark.parametrize("mode", ["sandbox", "test"])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_documents_of_no_value_say_so_in_both_languages(mode: str, language: str) -> None:
    told = snapshot(language, mode=mode)
    assert "NOT A RECEIPT" in told["watermark"]
    assert "TO NIE JEST POTWIERDZENIE" in told["watermark"]
    assert told["warning"]


def test_a_live_receipt_has_no_watermark() -> None:
    assert (snapshot()["watermark"], snapshot()["warning"]) == (None, None)


def test_an_unheard_of_mode_is_never_printed_as_live() -> None:
    with pytest.raises(KeyError):
        snapshot(mode="livee")


def test_a_language_without_texts_falls_back_to_english() -> None:
    assert snapshot("de")["title"] == snapshot("en")["title"]


@pytest.mark.parametrize("field", PACKS["polish"].organisation_fields)
def test_a_polish_receipt_is_refused_while_the_organisation_lacks_a_field(field: str) -> None:
    organisation, changes = Organisation(), {}
    if field == "purpose":
        changes["purpose"] = " "
    elif field.startswith("registration."):
        del organisation.registration[field.removeprefix("registration.")]
    else:
        setattr(organisation, field, "")
    with pytest.raises(MissingReceiptFields) as refused:
        build_snapshot(facts(organisation=organisation, **changes), "polish")
    assert refused.value.fields == (f"organisation.{field}",)


def test_the_refusal_is_told_to_people_and_names_all_fields() -> None:
    with pytest.raises(DonationsError, match=r"organisation\.city, donor_name"):
        snapshot(organisation=Organisation(city=""), donor_name="")


def test_the_donors_address_is_demanded_only_where_receipts_need_it() -> None:
    strict = facts(organisation=Organisation(receipt_needs_address=True), donor_address=())
    assert missing_fields(strict, PACKS["polish"]) == ("donor_address",)
    assert missing_fields(facts(donor_address=()), PACKS["polish"]) == ()


def test_a_made_up_accent_is_not_passed_on() -> None:
    assert snapshot(organisation=Organisation(accent="red"))["issuer"]["accent"].startswith("#")


def test_a_voided_receipt_says_when_and_what_replaces_it() -> None:
    assert void_lines(snapshot("en"), VoidNote(date(2026, 12, 1), "D/2026/000130")) == [
        f"This confirmation was voided on 1{NBSP}December{NBSP}2026 and is no longer valid.",
        "It is replaced by No. D/2026/000130.",
    ]


def test_one_letter_words_do_not_hang_at_the_end_of_a_polish_line() -> None:
    assert not [line for line in snapshot()["statements"] if " i " in line or " o " in line]


def test_the_check_block_carries_code_and_address() -> None:
    assert snapshot()["check"] == {"code": "X7QM-2K9P", "url": CHECK_URL}
