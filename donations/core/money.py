"""Money: a whole number of minor units in one currency. No float ever comes near it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.numbers import format_currency, get_currency_symbol, get_decimal_symbol

from donations.core.currencies import exponent, known_currency
from donations.core.errors import Refused

_SPACES = " \u00a0\u2009\u202f"
_LARGEST_DIGITS = 12
_PLAIN = re.compile(r"(?P<whole>[0-9]+)(?:[.,](?P<fraction>[0-9]+))?", re.ASCII)
_GROUPED = re.compile(
    rf"(?P<whole>[0-9]{{1,3}}(?P<mark>[{_SPACES}.,'])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*)"
    r"(?:(?P<point>[.,])(?P<fraction>[0-9]+))?",
    re.ASCII,
)


@dataclass(frozen=True, order=False, slots=True)
class Money:
    """`minor` units (grosze, cents, whole yen) of `currency` (ISO 4217). Adds and compares only within its currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"money is a whole number of minor units, not {type(self.minor).__name__}")
        known_currency(self.currency)

    def __composite_values__(self) -> tuple[int, str]:
        return self.minor, self.currency

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def _same(self, other: "Money") -> int:
        if not isinstance(other, Money):
            raise TypeError(f"money meets only money, not {type(other).__name__}")
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add or compare")
        return other.minor

    def __str__(self) -> str:
        """For logs and the command line: ``50.00 PLN``. People read `format`."""
        return f"{self.plain()} {self.currency}"

    def as_decimal(self) -> Decimal:
        """Major units, exactly: ``Money(1250, "PLN")`` is ``Decimal("12.50")``."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def plain(self) -> str:
        """For machines and form fields: ``12.50``, with the currency's decimals, no grouping."""
        return f"{self.as_decimal():f}"

    def typed(self, language: str) -> str:
        """As people type it in their language: ``12,50``, ``12.50``."""
        return self.plain().replace(".", get_decimal_symbol(locale_of(language)))

    def short(self) -> str:
        """`plain` without a fraction of zeros: ``50``, ``12.50``."""
        text = self.plain()
        return text.rstrip("0").rstrip(".") if set(text.partition(".")[2]) == {"0"} else text

    def format(self, language: str) -> str:
        """For people, in their language: ``50,00 zł`` (non-breaking space), ``£50.00``, ``PLN 50.00``."""
        return _formatted(self, language, _pattern(language))

    def format_short(self, language: str) -> str:
        """`format` without a fraction of zeros: ``50 zł``, ``£12.50``."""
        pattern = _pattern(language)
        return _formatted(self, language, pattern.replace(".00", "") if "." not in self.short() else pattern)


@lru_cache(10_000)  # a list shows a few usual amounts over and over
def _formatted(money: Money, language: str, pattern: str) -> str:
    has_fraction = ".00" in pattern
    if get_currency_symbol(money.currency, locale_of(language))[-1].isalpha():
        pattern = pattern.replace("¤#", "¤\u00a0#")  # CLDR: letters and figures do not touch
    value, locale = money.as_decimal(), locale_of(language)
    return format_currency(value, money.currency, pattern, locale=locale, currency_digits=has_fraction)


@cache
def _pattern(language: str) -> str:
    return str(Locale.parse(locale_of(language)).currency_formats["standard"].pattern)


def locale_of(language: str) -> str:
    """The Babel locale of one of our languages; our English is British."""
    return {"en": "en_GB"}.get(language, language)


def parse_money(typed: str, currency: str) -> Money:
    """What a person typed, as money: ``12,50`` and ``12.50`` are the same; thousands may be grouped.

    ASCII digits only, at most the currency's decimals, no sign, no exponent. Raises `Refused` for everything else, also
    for ``1.234``, which one reader means as thousands and another as a fraction.
    """
    decimals = exponent(known_currency(currency))
    text = typed.strip(_SPACES)
    found = _PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)
    if not found or (found.groupdict().get("mark") in (".", ",") and found["mark"] == found["point"]):
        raise Refused("Please write the amount in figures, for example 50 or 12.50.")
    whole = re.sub(r"[^0-9]", "", found["whole"])
    fraction = found["fraction"] or ""
    if len(whole) > _LARGEST_DIGITS:
        raise Refused("That is more than we can take in one gift.")
    if fraction and not decimals:
        raise Refused("Please write a whole amount: %(currency)s has no decimal places.", currency=currency)
    if len(fraction) > decimals:
        raise Refused("%(currency)s has at most %(decimals)s decimal places.", currency=currency, decimals=decimals)
    return Money(int(whole + fraction.ljust(decimals, "0")), currency)
