"""Amounts in words, as receipts.md wants them: right in every plural, in four languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.core.money import Money
from donations.receipts.amount_in_words import amount_in_words

WHOLE = st.integers(min_value=0, max_value=10**9)


@pytest.mark.parametrize(
    ("minor", "words"),
    [
        (0, "zero złotych 00/100"),
        (100, "jeden złoty 00/100"),
        (200, "dwa złote 00/100"),
        (500, "pięć złotych 00/100"),
        (1201, "dwanaście złotych 01/100"),
        (2100, "dwadzieścia jeden złotych 00/100"),
        (2250, "dwadzieścia dwa złote 50/100"),
        (5000, "pięćdziesiąt złotych 00/100"),
        (11200, "sto dwanaście złotych 00/100"),
        (100_000_100, "milion jeden złotych 00/100"),
    ],
)
def test_zlotys_decline_as_polish_wants(minor: int, words: str) -> None:
    assert amount_in_words(Money(minor, "PLN"), "pl") == words


@pytest.mark.parametrize(
    ("amount", "language", "words"),
    [
        (Money(7700, "EUR"), "de", "siebenundsiebzig Euro"),
        (Money(10101, "EUR"), "de", "einhundertein Euro und ein Cent"),
        (Money(100, "GBP"), "de", "ein Pfund Sterling"),
        (Money(8000, "EUR"), "fr", "quatre-vingts euros"),
        (Money(8100, "EUR"), "fr", "quatre-vingt-un euros"),
        (Money(0, "EUR"), "fr", "zéro euro"),
        (Money(2100, "GBP"), "fr", "vingt et une livres sterling"),
        (Money(100_000_000, "EUR"), "fr", "un million d’euros"),
        (Money(5025, "GBP"), "en", "fifty pounds sterling and twenty-five pence"),
        (Money(101, "USD"), "en", "one US dollar and one cent"),
        (Money(5000, "PLN"), "en", "fifty zlotys"),
        (Money(100, "EUR"), "pl", "jedno euro 00/100"),
        (Money(2200, "USD"), "pl", "dwadzieścia dwa dolary amerykańskie 00/100"),
    ],
)
def test_names_agree_with_their_number(amount: Money, language: str, words: str) -> None:
    assert amount_in_words(amount, language) == words


@pytest.mark.parametrize(
    ("amount", "language", "words"),
    [
        (Money(5, "JPY"), "pl", "pięć jenów"),
        (Money(5000, "JPY"), "en", "five thousand yen"),
        (Money(2500, "KWD"), "pl", "dwa dinary kuwejckie 500/1000"),
        (Money(1001, "KWD"), "en", "one Kuwaiti dinar and one fils"),
    ],
)
def test_currencies_without_or_with_three_decimals_are_read_in_their_own_units(
    amount: Money, language: str, words: str
) -> None:
    assert amount_in_words(amount, language) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [(Money(7777, "CHF"), "siedemdziesiąt siedem CHF 77/100"), (Money(12, "ISK"), "dwanaście ISK")],
)
def test_another_currency_is_told_by_its_code(amount: Money, words: str) -> None:
    assert amount_in_words(amount, "pl") == words


@given(WHOLE)
def test_polish_plurals_follow_the_last_two_digits(whole: int) -> None:
    noun = amount_in_words(Money(whole * 100, "PLN"), "pl").split()[-2]
    if whole == 1:
        assert noun == "złoty"
    elif whole % 10 in (2, 3, 4) and whole % 100 not in (12, 13, 14):
        assert noun == "złote"
    else:
        assert noun == "złotych"


@given(WHOLE, st.integers(min_value=0, max_value=99))
def test_the_fraction_in_words_is_the_fraction_in_figures(whole: int, grosze: int) -> None:
    words = amount_in_words(Money(whole * 100 + grosze, "PLN"), "pl")
    assert words.endswith(f" {grosze:02}/100")


@given(WHOLE)
def test_german_never_says_eins_before_a_noun(whole: int) -> None:
    assert "eins " not in amount_in_words(Money(whole * 100, "EUR"), "de") + " "


@given(st.sampled_from(["pl", "en", "de", "fr"]), WHOLE, WHOLE)
def test_different_amounts_never_share_their_words(language: str, one: int, other: int) -> None:
    words = [amount_in_words(Money(minor, "EUR"), language) for minor in (one, other)]
    assert (words[0] == words[1]) == (one == other)


def test_less_than_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="less than nothing"):
        amount_in_words(Money(-1, "PLN"), "pl")
