"""What somebody types, as it is searched."""

import pytest

from donations.search.search_index import typed_words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("€91.00", ["eur", "91", "00"]),
        ("€91", ["eur", "91"]),
        ("91€", ["91", "eur"]),
        ("91 €", ["91", "eur"]),
        ("£37.00", ["gbp", "37", "00"]),
        ("£1,250.00", ["gbp", "1250", "00"]),
        ("US$10.00", ["us", "10", "00"]),
        ("37.00 GBP", ["37", "00", "gbp"]),
    ],
)
def test_an_amount_is_found_however_a_screen_writes_it(typed: str, words: list[str]) -> None:
    assert typed_words(typed) == words
