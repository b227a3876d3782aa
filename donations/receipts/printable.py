"""Text the document font can show. What it cannot is written in Latin letters, never as empty boxes.

The list is shorter than the font: scripts that need shaping or run from right to left are left out, since odd mixtures
of them can make the typesetter fail. A test sets every character of the list in every face we use.
"""

import re
import unicodedata
from datetime import date
from functools import cache

from anyascii import anyascii
from babel.dates import format_date

from donations.core.money import locale_of

# Libertinus Serif in the regular, semibold and italic cut; hexadecimal, first-last.
_LATIN = "20-7e a0-ac ae-23f 250-2af 2b9-2bc 2c6-2dd 1e00-1e9b 1e9e 1ea0-1ef9"
_MARKS = "300-331"
_GREEK = "37a-37d 384-386 388-38a 38c 38e-3a1 3a3-3ce 1f00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d 1f50-1f57 1f80-1fb4"
_CYRILLIC = "400-45f 462-463 470-477 490-4c4 4c7-4cc 4d0-4f9"
_SIGNS = "2010-2015 2018-2022 2026 2030-2033 2039-203a 2044 20a3-20a4 20a7 20ab-20ac 20b1 20bf 2116 2122 2212"
_MARKS_PER_LETTER = 2
_TOO_MANY_MARKS = re.compile(rf"([\u0300-\u036f]{{{_MARKS_PER_LETTER}}})[\u0300-\u036f]+")
_NO_LETTER_BEFORE_MARK = re.compile(r"(?<![^\W\d_])(?<![\u0300-\u036f])[\u0300-\u036f]+")


def printable(text: str) -> tuple[str, bool]:
    """`text` as it can be printed on one line, and whether letters had to be written differently."""
    if _is_usual(text):
        return text, False
    line = _composed(text).strip()
    letters = [_as_printed(letter) for letter in line]
    printed = "".join(letters)
    return printed, printed != line


@cache
def printable_characters() -> frozenset[str]:
    """Every character that is printed as itself."""
    ranges = f"{_LATIN} {_MARKS} {_GREEK} {_CYRILLIC} {_SIGNS}".split()
    ends = [(part.split("-")[0], part.split("-")[-1]) for part in ranges]
    return frozenset(chr(code) for first, last in ends for code in range(int(first, 16), int(last, 16) + 1))


def _is_usual(text: str) -> bool:
    """Nearly every text is; then nothing needs to be looked at letter by letter."""
    return (
        _usual_letters().issuperset(text)
        and unicodedata.is_normalized("NFC", text)
        and "  " not in text
        and text == text.strip()
    )


@cache
def _usual_letters() -> frozenset[str]:
    return frozenset(letter for letter in printable_characters() if not unicodedata.combining(letter))


def _composed(text: str) -> str:
    """Letters joined with their marks, odd spaces made plain, invisible characters and heaps of marks gone."""
    composed = unicodedata.normalize("NFC", text)
    plain = "".join(_plain_space(letter) for letter in composed)
    return re.sub(" +", " ", _NO_LETTER_BEFORE_MARK.sub("", _TOO_MANY_MARKS.sub(r"\1", plain)))


def _plain_space(letter: str) -> str:
    if letter in "\u00a0\u202f":
        return "\u00a0"
    category = unicodedata.category(letter)
    if category.startswith("Z") or letter in "\t\n\r\v\f\x85":
        return " "
    return "" if category in ("Cc", "Cf", "Cs", "Me") or "\ufe00" <= letter <= "\ufe0f" else letter


def _as_printed(letter: str) -> str:
    if letter in printable_characters():
        return letter
    return anyascii(letter) or "?"


NBSP = "\u00a0"


def long_day(day: date, language: str) -> str:
    """``12 November 2026``, ``12 listopada 2026 r.``; the day never parts from its month."""
    text = format_date(day, format="long", locale=locale_of(language)).replace(" ", NBSP)
    return f"{text}{NBSP}r." if language == "pl" else text


def grouped(account: str) -> str:
    """An IBAN in groups of four that stay on one line."""
    plain = re.sub(r"\s", "", account)
    return NBSP.join(plain[start : start + 4] for start in range(0, len(plain), 4))
