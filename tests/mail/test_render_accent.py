"""Any colour an organisation may choose can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.mail.render import DARK_PAPER, INK, PAPER, accent_from, contrast


@given(st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}"))
def test_every_accent_is_readable_on_both_papers_and_on_its_button(colour: str) -> None:
    accent = accent_from(colour)
    assert contrast(accent.on_paper, PAPER) >= 4.5
    assert contrast(accent.on_dark, DARK_PAPER) >= 7
    assert contrast(accent.on_paper_button, accent.on_paper) >= 4.5
    assert contrast(accent.on_dark_button, accent.on_dark) >= 4.5


def test_a_readable_accent_stays_as_it_was_chosen() -> None:
    assert accent_from("#2f6b4f").on_paper == "#2f6b4f"


@pytest.mark.parametrize("colour", ["", "red", "#12345", "#1234567", "#12345g", "#123456;}", "#١٢٣٤٥٦"])
def test_what_is_no_colour_becomes_ink(colour: str) -> None:
    assert accent_from(colour).on_paper == INK
