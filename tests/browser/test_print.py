"""The receipt's page on paper."""

import io

import pytest
from pypdf import PdfReader


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_receipt_prints_on_one_sheet_with_nothing_else_on_it(arrives, wire, live, language):
    visitor = arrives(language)
    wire.gives(language, visitor.who)
    visitor.page.goto(wire.receipt_link(visitor.who))
    [sheet] = PdfReader(io.BytesIO(visitor.page.pdf(prefer_css_page_size=True))).pages
    text = sheet.extract_text()

    assert visitor.who.name in text
    assert visitor.page.locator(".foot [href^=mailto]").inner_text() not in text
    assert visitor.page.locator(".languages a").inner_text() not in text.split()


def test_the_sheet_is_a4(arrives, wire):
    visitor = arrives("pl")
    wire.gives("pl", visitor.who)
    visitor.page.goto(wire.receipt_link(visitor.who))
    [sheet] = PdfReader(io.BytesIO(visitor.page.pdf(prefer_css_page_size=True))).pages

    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == (595, 842)


def test_the_thanks_print_without_their_buttons(arrives, wire):
    visitor = arrives("pl")
    visitor.page.goto(wire.thanks(wire.begins("pl", visitor.who)))
    visitor.page.emulate_media(media="print")

    assert not visitor.page.locator(".acts").is_visible()
