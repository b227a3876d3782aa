"""The PDF: read back as others will read it."""

import re
import unicodedata
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from donations.receipts.documents import printing_notes, render_receipt, warm_up
from donations.receipts.printable import printable, printable_characters
from donations.receipts.snapshot import VoidNote
from tests.receipts.samples import snapshot

GOLDEN = Path(__file__).parent / "golden"
VOIDED = VoidNote(date(2026, 12, 1), "D/2026/000130")
HOSTILE = [
    "#set page(width: 1pt)",
    "*x* _y_ `z`",
    "<script>alert(1)</script>",
    "{{7*7}} ${7*7} #{7*7}",
    "http://evil.example/a//b",
    "$x^2$ @ref <label>",
    'quote " and \\ backslash \\u{41}',
    "= Heading",
    "/* comment */ // comment",
    "[Kim](https://evil.example)",
]


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """All text, its spaces made plain: where a line was broken is not what a test is about."""
    pages = " ".join(page.extract_text() for page in read(pdf).pages)
    return re.sub(r"\s+", " ", pages.replace("\u200b", "")).strip()


@pytest.mark.parametrize("pack", ["generic", "polish"])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_text_of_a_receipt_is_the_golden_one(pack: str, language: str) -> None:
    golden = (GOLDEN / f"{pack}-{language}.txt").read_text("utf-8")
    assert text_of(render_receipt(snapshot(language, pack))) == " ".join(golden.split())


def test_polish_letters_survive() -> None:
    assert "Łódź, Żółć Zażółć gęślą jaźń" in text_of(
        render_receipt(snapshot(donor_name="Łódź, Żółć Zażółć gęślą jaźń"))
    )


def test_two_renderings_are_equal_byte_for_byte() -> None:
    assert render_receipt(snapshot()) == render_receipt(snapshot())


def test_the_document_is_tagged_and_tells_title_and_language() -> None:
    document = read(render_receipt(snapshot()))
    root: Any = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "pl"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.metadata is not None
    assert document.metadata.title == "Potwierdzenie otrzymania darowizny Nr D/2026/000123"


def test_the_document_declares_itself_accessible_and_archivable() -> None:
    root: Any = read(render_receipt(snapshot())).trailer["/Root"]
    declared = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in declared
    assert "<pdfaid:part>2</pdfaid:part>" in declared
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in declared


def test_all_fonts_are_embedded() -> None:
    page: Any = read(render_receipt(snapshot(), void=VOIDED)).pages[0]
    fonts = [font.get_object()["/DescendantFonts"][0].get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    assert all("/FontFile3" in font["/FontDescriptor"] for font in fonts)


@pytest.mark.parametrize("name", HOSTILE)
def test_markup_in_a_name_is_printed_as_it_stands(name: str) -> None:
    pdf = render_receipt(snapshot(donor_name=name, donor_address=(name,), fund_name=name))
    assert text_of(pdf).count(name) == 3
    assert len(read(pdf).pages) == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_in_a_receipt_becomes_a_link(name: str) -> None:
    assert "/Annots" not in read(render_receipt(snapshot(donor_name=name))).pages[0]


def test_a_name_without_glyphs_is_transliterated_and_staff_are_told() -> None:
    shown = snapshot(donor_name="日本 太郎")
    printed = text_of(render_receipt(shown))
    assert "RiBen TaiLang" in printed
    assert "\x00" not in printed
    assert printing_notes(shown) == [("日本 太郎", "RiBen TaiLang")]


def test_a_usual_receipt_has_no_notes() -> None:
    assert printing_notes(snapshot()) == []


@pytest.mark.parametrize(("language", "stamp"), [("en", "VOID"), ("pl", "UNIEWAŻNIONE")])
def test_a_voided_receipt_says_so_across_the_page_and_in_words(language: str, stamp: str) -> None:
    printed = text_of(render_receipt(snapshot(language), void=VOIDED))
    assert stamp in printed
    assert "D/2026/000130" in printed


@pytest.mark.parametrize("mode", ["sandbox", "test"])
def test_a_document_of_no_value_says_so_across_the_page(mode: str) -> None:
    printed = text_of(render_receipt(snapshot(mode=mode)))
    assert "NOT A RECEIPT" in printed
    assert "TO NIE JEST POTWIERDZENIE" in printed


def test_the_stamp_is_no_part_of_what_is_read_aloud() -> None:
    page: Any = read(render_receipt(snapshot("en"), void=VOIDED)).pages[0]
    before_tagged_text = page.get_contents().get_data().split(b"/P <<")[0]
    assert b"/Artifact" in before_tagged_text


def test_the_code_picture_has_words_for_those_who_do_not_see_it() -> None:
    document = read(render_receipt(snapshot("en")))
    size: Any = document.trailer["/Size"]
    things = [document.get_object(number) for number in range(1, size)]
    figures = [thing for thing in things if isinstance(thing, DictionaryObject) and thing.get("/S") == "/Figure"]
    assert [str(figure["/Alt"]) for figure in figures] == [
        "QR code leading to the page where this document can be checked"
    ]


def test_long_names_addresses_and_funds_stay_on_one_page() -> None:
    pdf = render_receipt(
        snapshot(
            mode="sandbox",
            donor_name="Wolfgang " * 20 + "Łąc" * 40,
            donor_address=("Bardzo długa ulica " * 6, "W" * 120, "PL"),
            fund_name="Fundusz " * 25,
            purpose="upowszechnianie rzetelnej wiedzy o przyrodzie, miastach i życiu publicznym, " * 6,
            replaces_number="D/2026/000009",
        ),
        void=VOIDED,
    )
    assert len(read(pdf).pages) == 1


LETTERS = st.text(st.sampled_from(sorted(printable_characters())), min_size=1, max_size=120)


@settings(max_examples=40, deadline=None)
@given(name=LETTERS, address=st.lists(LETTERS, max_size=4), fund=LETTERS)
def test_whatever_people_write_fits_one_page(name: str, address: list[str], fund: str) -> None:
    shown = snapshot(donor_name="x" + name, donor_address=tuple(address), fund_name=fund)
    assert len(read(render_receipt(shown)).pages) == 1


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_no_text_at_all_makes_the_typesetter_fail(text: str) -> None:
    assert render_receipt(snapshot(donor_name="x" + text, fund_name="x" + text)).startswith(b"%PDF")


def test_the_font_has_every_letter_we_say_it_has_in_every_cut() -> None:
    letters = sorted(letter for letter in printable_characters() if not unicodedata.combining(letter))
    text = " ".join("".join(letters[start : start + 20]) for start in range(0, len(letters), 20))
    in_italic = {**snapshot(), "amount_in_words": text}
    assert printable(text)[1] is False
    assert render_receipt({**in_italic, "donor": {"name": text, "address_lines": [text]}}).startswith(b"%PDF")


def test_warming_up_compiles_an_empty_receipt() -> None:
    warm_up()
