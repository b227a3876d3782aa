from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donations.desk.imports.cells import address_parts
from donations.reporting.export.rows import COLUMNS, Names

NAMES = Names({}, {}, {}, ZoneInfo("UTC"))


def exported(address):
    return COLUMNS["address"](SimpleNamespace(donor_address=address), NAMES) or ""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ul. Prosta 1, 00-001 Warszawa, PL", ("ul. Prosta 1", "00-001", "Warszawa", "PL")),
        ("1 High Street, Flat 2, SW1A 1AA London, GB", ("1 High Street, Flat 2", "SW1A 1AA", "London", "GB")),
        ("Rynek, Kraków, PL", ("Rynek, Kraków", "", "", "PL")),
        ("00-001 Warszawa, PL", ("00-001 Warszawa", "", "", "PL")),
        ("somewhere", ("somewhere", "", "", "")),
    ],
)
def test_an_address_is_taken_apart_where_that_can_be_told(text, parts):
    assert tuple((address_parts(text) or {}).values()) == parts


def test_nothing_is_no_address():
    assert address_parts("") is None


@settings(derandomize=True, max_examples=200)
@given(
    st.lists(st.text(alphabet="aB1,. ", max_size=8).map(lambda text: " ".join(text.split())), min_size=4, max_size=4)
)
def test_put_together_again_it_reads_the_same(parts):
    text = exported(dict(zip(("address_line", "postcode", "city", "country"), parts, strict=True)))
    assert exported(address_parts(text)) == text
