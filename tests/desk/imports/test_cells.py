from datetime import date, datetime

import pytest

from donations.core.errors import Refused
from donations.core.money import Money
from donations.desk.imports.cells import day_of, email_of, line_of, money_of, text_in


@pytest.mark.parametrize(
    ("cell", "currency", "minor"),
    [
        ("12.50", "PLN", 1250), ("12,5", "PLN", 1250), ("1 250,50", "PLN", 125050), (12.5, "PLN", 1250),
        (50.0, "PLN", 5000), (7, "PLN", 700), (0.1, "PLN", 10), (1.005, "KWD", 1005), ("500", "JPY", 500),
    ],
)  # fmt: skip
def test_an_amount_is_exact_by_the_decimals_of_its_currency(cell, currency, minor):
    assert money_of(cell, currency) == Money(minor, currency)


@pytest.mark.parametrize(("cell", "currency"), [("12,345", "PLN"), (12.345, "PLN"), (0.1 + 0.2, "PLN"), ("1.5", "JPY")])
def test_an_amount_with_too_many_decimals_is_refused_never_rounded(cell, currency):
    with pytest.raises(Refused, match=f"has too many decimals for {currency}"):
        money_of(cell, currency)


@pytest.mark.parametrize("cell", ["", "-5", "1e3", "12 zł", float("nan"), float("inf"), 1e22, -5.0, "٣", "TRUE"])
def test_what_is_no_amount_is_refused(cell):
    with pytest.raises(Refused, match="is not an amount"):
        money_of(cell, "PLN")


@pytest.mark.parametrize(
    "cell",
    ["2026-03-04", "2026-03-04 23:30:00", "2026-03-04T23:30", "04.03.2026", "4.3.2026", "4.3.2026 9:05",
     date(2026, 3, 4), datetime.fromisoformat("2026-03-04T23:30")],
)  # fmt: skip
def test_a_day_is_read_as_written(cell):
    assert day_of(cell) == date(2026, 3, 4)


@pytest.mark.parametrize("cell", ["", "03/04/2026", "2026-02-30", "32.1.2026", "46085", 46085.0, "yesterday"])
def test_what_is_no_day_for_sure_is_refused(cell):
    with pytest.raises(Refused, match="is not a date"):
        day_of(cell)


def test_a_text_keeps_its_signs_and_loses_what_cannot_be_printed():
    assert line_of("'=HYPERLINK(1)", 120) == "'=HYPERLINK(1)"
    assert line_of(4711.0, 120) == "4711"
    assert text_in("a\r\nb", 120) == "a\nb"
    for odd in ("a\nb", "a\x00b", "x" * 121):
        with pytest.raises(Refused):
            line_of(odd, 120)


def test_an_address_may_be_missing_but_not_wrong():
    assert (email_of(""), email_of(" jan+give@example.org ")) == ("", "jan+give@example.org")
    with pytest.raises(Refused, match="is not an e-mail address"):
        email_of("jan@")
