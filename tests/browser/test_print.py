"""The receipt's page on paper."""

import io

import pytest
from pypdf import PdfReader


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_receipt_prints_on_one_a4_sheet_with_nothing_else_on_it(arrives, wire, language):
    visitor = arrives(language)
    who, _ = wire.given(language)
    visitor.page.goto(wire.receipt_link(who))
    [sheet] = PdfReader(io.BytesIO(visitor.page.pdf(prefer_css_page_size=True))).pages
    text = sheet.extract_text()

    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == (595, 842)  # A4
    assert visitor.page.locator("article.receipt h1 + p strong").inner_text() in text
    assert visitor.page.locator(".foot [href^=mailto]").inner_text() not in text
    assert visitor.page.locator(".languages a").inner_text() not in text.split()


def test_the_thanks_print_without_their_buttons(arrives, wire):
    visitor = arrives("pl")
    visitor.page.goto(wire.thanks(wire.begins("pl", visitor.who)))
    visitor.page.emulate_media(media="print")

    assert not visitor.page.locator(".acts").is_visible()
