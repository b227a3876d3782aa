"""The countries an address may be in, named and sorted as people of a language do."""

from functools import cache

from babel import Locale

from donations.core.money import locale_of
from donations.core.text_normalisation import fold

_ALPHA_2 = 2
# Two letters as well, but no countries of ISO 3166: unions, test codes, islands that belong to another code.
_NO_COUNTRIES = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())


@cache
def countries(language: str) -> list[tuple[str, str]]:
    """Code and name, for a select."""
    territories = Locale.parse(locale_of(language)).territories
    names = {str(code): str(name) for code, name in territories.items() if len(str(code)) == _ALPHA_2}
    found = ((code, name) for code, name in names.items() if code.isalpha() and code not in _NO_COUNTRIES)
    return sorted(found, key=lambda country: _in_the_alphabet(country[1]))


def _in_the_alphabet(name: str) -> list[tuple[str, str]]:
    """A letter with a mark comes after the same letter without: Luksemburg, then Łotwa."""
    return [(fold(letter), letter) for letter in name]
