"""The document: read back as others will read it."""

import re
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from donations.reporting.summary.document import render_summary

LABELS = "supporter issuer gifts totals day fund receipt amount refunded given kept none page".split()
ISSUER = {
    "name": "Fundacja Łąki",
    "legal_name": "Fundacja Łąki",
    "address_lines": ["ul. Żółta 7"],
    "registration": [{"label": "KRS", "value": "0000123456"}],
    "contact": ["https://laki.example"],
    "accent": "#2f6b4f",
}


def content(donations: int, name: str = "Zofia Żółć", **more: Any) -> dict[str, Any]:
    row = {"day": "1 May 2026", "fund": "Mission", "receipt": "D/2026/1", "amount": "PLN 50.00", "refunded": ""}
    total = {"gifts": f"{donations} gifts", "given": "PLN 50.00", "refunded": "", "kept": "PLN 50.00"}
    texts = {"language": "en", "title": "Summary of gifts", "period": "from 1 May to 2 May", "issued": "Made on 3 May"}
    return {
        **texts,
        "issued_on": "2026-05-03",
        "issuer": ISSUER,
        "supporter": {"name": name, "address_lines": []},
        "labels": {label: f"label {label}" for label in LABELS},
        "rows": [row] * donations,
        "totals": [total] if donations else [],
        "notes": ["This is a summary."],
        "watermark": [],
        "warning": None,
        **more,
    }


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    pages = " ".join(page.extract_text() for page in read(pdf).pages)
    return re.sub(r"\s+", " ", pages.replace("\u200b", ""))


def test_it_is_tagged_accessible_and_the_same_every_time() -> None:
    pdf = render_summary(content(3))
    root: Any = read(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert render_summary(content(3)) == pdf


def test_many_donations_take_pages_each_with_the_heads_of_its_columns() -> None:
    pages = read(render_summary(content(120))).pages
    assert len(pages) > 2
    assert all("label amount" in page.extract_text() for page in pages)


def test_no_donation_is_said_in_words() -> None:
    assert "label none" in text_of(render_summary(content(0)))


@pytest.mark.parametrize("name", ["#set page(width: 1pt)", "*x* `z` $x^2$ @ref", "{{7*7}}", "Łódź " * 40, "W" * 300])
def test_a_name_is_printed_as_it_stands(name: str) -> None:
    assert "".join(name.split()) in "".join(text_of(render_summary(content(1, name))).split())


def test_made_on_trial_it_says_so_across_the_page() -> None:
    text = text_of(render_summary(content(1, watermark=["SANDBOX – NOT A RECEIPT"], warning="Made on trial")))
    assert "NOT A RECEIPT" in text
    assert "Made on trial" in text
