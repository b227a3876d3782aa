"""The packs: complete in both languages, and careful about tax."""

from dataclasses import fields

import pytest

from donations.receipts.packs import PACKS
from donations.receipts.packs.pack import LABELS, METHODS, VOID, WARNINGS, WATERMARKS, PackTexts
from tests.receipts.samples import ACCOUNT, Organisation, snapshot

EVERY_PACK_AND_LANGUAGE = [(pack, language) for pack in PACKS for language in ("pl", "en")]


@pytest.mark.parametrize(("pack", "language"), EVERY_PACK_AND_LANGUAGE)
def test_every_pack_has_every_text_in_both_languages(pack: str, language: str) -> None:
    texts = PACKS[pack].texts[language]
    assert all(getattr(texts, field.name) for field in fields(PackTexts))


def test_labels_are_the_same_set_in_both_languages() -> None:
    tables: list[dict[str, dict[str, str]]] = [LABELS, METHODS, VOID, WATERMARKS]
    assert all(table["en"].keys() == table["pl"].keys() for table in (LABELS, METHODS, VOID))
    assert all(texts.keys() == WARNINGS.keys() for texts in WATERMARKS.values())
    assert all(text for table in tables for texts in table.values() for text in texts.values())


@pytest.mark.parametrize(("pack", "language"), EVERY_PACK_AND_LANGUAGE)
def test_no_receipt_calls_a_donation_deductible(pack: str, language: str) -> None:
    words = str(snapshot(language, pack)).lower()
    assert not any(claim in words for claim in ("deductible", "podlega odliczeniu", "można odliczyć"))


@pytest.mark.parametrize(("pack", "language"), EVERY_PACK_AND_LANGUAGE)
def test_every_receipt_says_that_nothing_was_given_in_return(pack: str, language: str) -> None:
    said = " ".join(snapshot(language, pack)["statements"])
    assert {"pl": "W\u00a0zamian za darowiznę", "en": "in return"}[language] in said


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_polish_card_receipt_names_the_bank_transfer(language: str) -> None:
    said = " ".join(snapshot(language)["statements"]).replace("\u00a0", "")
    assert ACCOUNT in said


def test_without_a_bank_account_the_polish_receipt_is_silent_about_tax() -> None:
    said = " ".join(snapshot(organisation=Organisation(bank_account=""))["statements"])
    assert "odliczeni" not in said


def test_a_donation_by_bank_transfer_is_not_told_to_be_made_by_bank_transfer() -> None:
    assert "odliczeni" not in " ".join(snapshot(method="bank_transfer")["statements"])


def test_the_packs_are_versioned() -> None:
    assert all(pack.version for pack in PACKS.values())
