"""Numbers and names others gave out."""

import pytest

from donations.organisation.edit_organisation import (
    grouped_iban,
    is_iban,
    is_registration_number,
    is_zone,
    plain_iban,
    plain_number,
)


@pytest.mark.parametrize(
    ("name", "known"),
    [("Europe/Warsaw", True), ("UTC", True), ("", False), ("Mars", False), ("../etc/passwd", False), ("Europe", False)],
)
def test_a_zone_is_one_the_world_knows(name, known) -> None:
    assert is_zone(name) == known


def test_an_account_is_the_same_with_gaps_and_without() -> None:
    gaps = "PL61 1090 1014 0000 0712 1981 2874"
    assert (is_iban(gaps), grouped_iban(plain_iban(gaps))) == (True, gaps)
    assert (plain_iban(""), grouped_iban("")) == ("", "")


@pytest.mark.parametrize(
    ("kind", "number", "valid"),
    [
        ("krs", "0000123456", True),
        ("krs", "123", False),
        ("nip", "7250000016", True),
        ("nip", "7250000017", False),
        ("regon", "000000129", True),
        ("regon", "000000128", False),
        ("ein", "whatever", True),
    ],
)
def test_a_number_is_checked_where_we_know_how(kind, number, valid) -> None:
    assert is_registration_number(kind, number) == valid


def test_gaps_and_hyphens_are_no_part_of_a_number() -> None:
    assert plain_number(" 725-000 00-16") == "7250000016"
