"""An amount as bookkeepers and donors write it out: ``pięćdziesiąt złotych 00/100``, ``fifty zlotys``."""

from collections.abc import Callable
from functools import cache

from babel import Locale

from donations.core.currencies import exponent
from donations.core.money import Money

# language -> currency -> the name per plural form of the language, in CLDR's order; one name alone never changes
_MAJOR = {
    "pl": {
        "PLN": "złoty|złote|złotych",
        "EUR": "euro",
        "USD": "dolar amerykański|dolary amerykańskie|dolarów amerykańskich",
        "GBP": "funt szterling|funty szterlingi|funtów szterlingów",
        "JPY": "jen|jeny|jenów",
        "KWD": "dinar kuwejcki|dinary kuwejckie|dinarów kuwejckich",
    },
    "en": {
        "PLN": "zloty|zlotys",
        "EUR": "euro|euros",
        "USD": "US dollar|US dollars",
        "GBP": "pound sterling|pounds sterling",
        "JPY": "yen",
        "KWD": "Kuwaiti dinar|Kuwaiti dinars",
    },
    "de": {
        "PLN": "Złoty",
        "EUR": "Euro",
        "USD": "US-Dollar",
        "GBP": "Pfund Sterling",
        "JPY": "Yen",
        "KWD": "Kuwait-Dinar",
    },
    "fr": {
        "PLN": "zloty|de zlotys|zlotys",
        "EUR": "euro|d’euros|euros",
        "USD": "dollar américain|de dollars américains|dollars américains",
        "GBP": "livre sterling|de livres sterling|livres sterling",
        "JPY": "yen|de yens|yens",
        "KWD": "dinar koweïtien|de dinars koweïtiens|dinars koweïtiens",
    },
}
# Polish books write the hundredths as a fraction, so Polish needs no names here.
_MINOR = {
    "en": {"PLN": "grosz|groszy", "EUR": "cent|cents", "USD": "cent|cents", "GBP": "penny|pence", "KWD": "fils"},
    "de": {"PLN": "Grosz|Groszy", "EUR": "Cent", "USD": "Cent", "GBP": "Penny|Pence", "KWD": "Fils"},
    "fr": {
        "PLN": "grosz|groszy|groszy",
        "EUR": "centime|centimes|centimes",
        "USD": "cent|cents|cents",
        "GBP": "penny|pence|pence",
        "KWD": "fils",
    },
}
_AND = {"en": "and", "de": "und", "fr": "et"}
_PLURALS = {
    "pl": ("one", "few", "many"),
    "en": ("one", "other"),
    "de": ("one", "other"),
    "fr": ("one", "many", "other"),
}


def amount_in_words(amount: Money, language: str) -> str:
    """`amount` written out in pl, en, de or fr.

    A currency without names here is told by its code: ``fifty CHF 00/100``.
    """
    if amount.minor < 0:
        raise ValueError("a receipt is never about less than nothing")
    whole, minor = divmod(amount.minor, 10 ** exponent(amount.currency))
    names = _MAJOR[language].get(amount.currency)
    if names is None:
        return f"{_number(whole, language, '')} {amount.currency}{_fraction(minor, amount.currency)}"
    if language not in _MINOR:
        return _counted(whole, names, language) + _fraction(minor, amount.currency)
    words = _counted(whole, names, language)
    if not minor:
        return words
    return f"{words} {_AND[language]} {_counted(minor, _MINOR[language][amount.currency], language)}"


def _fraction(minor: int, currency: str) -> str:
    decimals = exponent(currency)
    return f" {minor:0{decimals}}/{10**decimals}" if decimals else ""


def _counted(number: int, names: str, language: str) -> str:
    forms = names.split("|")
    form = forms[_PLURALS[language].index(_locale(language).plural_form(number))] if len(forms) > 1 else forms[0]
    return f"{_number(number, language, form)} {form}"


def _number(number: int, language: str, noun: str) -> str:
    """`number` in words, its last word agreeing with `noun`."""
    words = _num2words()(number, lang=language)
    if language == "de" and words.endswith("eins"):
        return words.removesuffix("s")
    if language == "fr" and noun.startswith("livre") and words.endswith("un"):
        return words + "e"
    if language == "pl" and noun == "euro" and words == "jeden":
        return "jedno"
    return words


@cache
def _num2words() -> Callable[..., str]:
    """The library, imported on first use: it costs 0.3 s, which the web processes need not pay at start."""
    from num2words import num2words  # noqa: PLC0415 - see above

    found: Callable[..., str] = num2words
    return found


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)
