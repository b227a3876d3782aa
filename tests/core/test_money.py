"""Money: whole minor units in one currency; what people type is read strictly."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.core.currencies import exponent
from donations.core.errors import Refused
from donations.core.money import Money, parse_money

SAMPLES = ["PLN", "EUR", "JPY", "KWD"]
sums = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize("minor", [1.0, 12.5, Decimal(1), Fraction(1), "1", True, None, 1j, float("nan")], ids=repr)
def test_money_is_a_whole_number(minor: object) -> None:
    with pytest.raises(TypeError):
        Money(minor, "PLN")  # type: ignore[arg-type]  # that is what is tested


@pytest.mark.parametrize("currency", ["", "pln", "ZLO", "ZZZ", "PLN ", "PL", "złoty", "EURO"])
def test_money_is_in_a_currency_that_exists(currency: str) -> None:
    with pytest.raises(Refused):
        Money(1, currency)


OPERATIONS = {
    "plus": lambda a, b: a + b,
    "minus": lambda a, b: a - b,
    "less": lambda a, b: a < b,
    "at most": lambda a, b: a <= b,
    "more": lambda a, b: a > b,
    "at least": lambda a, b: a >= b,
}


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_currencies_never_meet(operation) -> None:
    with pytest.raises(ValueError, match="PLN and EUR"):
        operation(Money(1, "PLN"), Money(1, "EUR"))


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
@pytest.mark.parametrize("number", [0, 1, 1.5, Decimal(1), "1"], ids=repr)
def test_money_meets_no_bare_number(operation, number: object) -> None:
    with pytest.raises(TypeError):
        operation(Money(1, "PLN"), number)


def test_sums_are_compared_to_the_last_unit() -> None:
    less, same, more = (Money(minor, "PLN") for minor in (99, 100, 101))
    assert [same < each for each in (less, same, more)] == [False, False, True]
    assert [same <= each for each in (less, same, more)] == [False, True, True]
    assert [same > each for each in (less, same, more)] == [True, False, False]
    assert [same >= each for each in (less, same, more)] == [True, True, False]


def test_only_nothing_is_no_money() -> None:
    assert [bool(Money(minor, "PLN")) for minor in (-1, 0, 1)] == [True, False, True]


def test_equal_sums_of_other_currencies_are_not_equal() -> None:
    assert Money(1, "PLN") != Money(1, "EUR")
    assert Money(1, "PLN") == Money(1, "PLN")


@given(sums, sums)
def test_sums_are_exact(one: int, other: int) -> None:
    total = Money(one, "PLN") + Money(other, "PLN")
    assert (total.minor, total - Money(other, "PLN"), Money(0, "PLN") - (-total)) == (
        one + other,
        Money(one, "PLN"),
        total,
    )


@pytest.mark.parametrize(
    ("money", "plain", "short"),
    [
        (Money(1250, "PLN"), "12.50", "12.50"),
        (Money(5000, "EUR"), "50.00", "50"),
        (Money(5, "GBP"), "0.05", "0.05"),
        (Money(1000, "JPY"), "1000", "1000"),
        (Money(1234, "KWD"), "1.234", "1.234"),
        (Money(10_000, "KWD"), "10.000", "10"),
        (Money(-1250, "PLN"), "-12.50", "-12.50"),
        (Money(0, "PLN"), "0.00", "0"),
        (Money(10**14, "PLN"), "1000000000000.00", "1000000000000"),
    ],
    ids=str,
)
def test_machines_read_it_with_a_point(money: Money, plain: str, short: str) -> None:
    assert (money.plain(), money.short()) == (plain, short)


@pytest.mark.parametrize(
    ("money", "language", "text", "short"),
    [
        (Money(5000, "PLN"), "pl", "50,00 zł", "50 zł"),
        (Money(123_450, "PLN"), "pl", "1 234,50 zł", "1 234,50 zł"),
        (Money(1_234_550, "PLN"), "pl", "12 345,50 zł", "12 345,50 zł"),
        (Money(5000, "PLN"), "en", "PLN 50.00", "PLN 50"),
        (Money(1_234_550, "GBP"), "en", "£12,345.50", "£12,345.50"),
        (Money(1000, "JPY"), "en", "JP¥1,000", "JP¥1,000"),
        (Money(1234, "KWD"), "en", "KWD 1.234", "KWD 1.234"),
        (Money(5000, "EUR"), "pl", "50,00 €", "50 €"),
    ],
    ids=str,
)
def test_people_read_it_in_their_language(money: Money, language: str, text: str, short: str) -> None:
    said = [
        each.replace("\u00a0", " ").replace("\u202f", " ")
        for each in (money.format(language), money.format_short(language))
    ]
    assert said == [text, short]


def test_a_sum_is_never_broken_across_lines() -> None:
    assert " " not in Money(1_234_550, "PLN").format("pl") + Money(1_234_550, "PLN").format("en")


@given(st.integers(0, 10**14), st.sampled_from(SAMPLES))
def test_what_a_form_shows_is_read_back_as_the_same_sum(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    if len(str(minor)) - exponent(currency) <= 12:
        assert (parse_money(money.plain(), currency), parse_money(money.short(), currency)) == (money, money)


@pytest.mark.parametrize(("language", "text"), [("pl", "1234,50"), ("en", "1234.50")])
def test_a_field_is_filled_as_people_type(language: str, text: str) -> None:
    assert Money(123450, "PLN").typed(language) == text
    assert parse_money(text, "PLN") == Money(123450, "PLN")


def reference(typed: str, currency: str) -> int | None:
    """The rule of `parse_money`, told another way; None for what is refused."""
    text, decimals = typed.strip(" \u00a0\u2009\u202f"), exponent(currency)
    for mark in ",.":
        whole, point, fraction = text.partition(mark)
        if is_whole(whole) and (is_whole(fraction) if point else not fraction):
            return minor_of(whole, fraction, decimals)
    for mark in " \u00a0\u2009\u202f.,'":
        for point in ",.":
            whole, found, fraction = text.rpartition(point) if point in text and point != mark else (text, "", "")
            if grouped(whole, mark) and (is_whole(fraction) or not found):
                return minor_of(whole.replace(mark, ""), fraction, decimals)
    return None


def is_whole(text: str) -> bool:
    return bool(text) and all(sign in "0123456789" for sign in text)


def grouped(text: str, mark: str) -> bool:
    first, *rest = text.split(mark)
    return (
        bool(rest) and is_whole(first) and len(first) <= 3 and all(len(part) == 3 and is_whole(part) for part in rest)
    )


def minor_of(whole: str, fraction: str, decimals: int) -> int | None:
    fits = len(whole) <= 12 and len(fraction) <= decimals
    return int(whole + fraction.ljust(decimals, "0")) if fits else None


def parsed(typed: str, currency: str) -> int | None:
    try:
        return parse_money(typed, currency).minor
    except Refused:
        return None


@given(st.text("0123456789.,' \u00a0-+e_", max_size=16), st.sampled_from(SAMPLES))
def test_what_looks_like_an_amount_is_read_as_the_rule_says(typed: str, currency: str) -> None:
    assert parsed(typed, currency) == reference(typed, currency)


@given(st.text(), st.sampled_from(SAMPLES))
def test_no_text_makes_more_than_a_refusal(typed: str, currency: str) -> None:
    assert parsed(typed, currency) == reference(typed, currency)


@pytest.mark.parametrize(
    "typed", ["0", "-5", "NaN", "sNaN", "Infinity", "1e3", "1_000", "\u0661\u0662", "\uff11\uff12", "12.345", "9" * 400]
)
def test_the_traps_of_other_parsers_are_refused_or_nothing(typed: str) -> None:
    assert parsed(typed, "PLN") in (None, 0)
    assert parsed(typed, "PLN") is None or typed == "0"
