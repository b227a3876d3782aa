"""The word in addresses."""

import pytest

from donations.funds.edit_funds import slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Żółte Łąki", "zolte-laki"),
        ("  Rivers of Poland! ", "rivers-of-poland"),
        ("100 % for towns", "100-for-towns"),
        ("Ω", "o"),
        ("…", ""),
        ("x" * 59 + " y", "x" * 59),
    ],
)
def test_a_word_is_made_from_a_name(name, slug) -> None:
    assert slug_of(name) == slug
