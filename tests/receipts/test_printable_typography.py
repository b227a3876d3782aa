"""Days and accounts."""

from datetime import date

import pytest

from donations.receipts.printable import grouped, long_day

NBSP = "\u00a0"


@pytest.mark.parametrize(("language", "text"), [("pl", "1 grudnia 2026 r."), ("en", "1 December 2026")])
def test_days_are_written_as_people_write_them(language: str, text: str) -> None:
    assert long_day(date(2026, 12, 1), language) == text.replace(" ", NBSP)


def test_an_account_is_grouped_by_four() -> None:
    assert grouped("PL61 10901014").split(NBSP) == ["PL61", "1090", "1014"]
