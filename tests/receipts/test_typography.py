"""Days, accounts and ties."""

from datetime import date

import pytest

from donations.receipts.typography import grouped, long_day, tied

NBSP = "\u00a0"


@pytest.mark.parametrize(("language", "text"), [("pl", "1 grudnia 2026 r."), ("en", "1 December 2026")])
def test_days_are_written_as_people_write_them(language: str, text: str) -> None:
    assert long_day(date(2026, 12, 1), language) == text.replace(" ", NBSP)


def test_an_account_is_grouped_by_four() -> None:
    assert grouped("PL61 10901014").split(NBSP) == ["PL61", "1090", "1014"]


def test_one_letter_words_are_tied_in_polish_only() -> None:
    assert tied("praca i w domu, A z nią", "pl") == f"praca i{NBSP}w{NBSP}domu, A{NBSP}z{NBSP}nią"
    assert tied("a house", "en") == "a house"
