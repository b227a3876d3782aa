"""Small manners of print: days as people write them, and spaces where no line may break."""

import re
from datetime import date

from babel.dates import format_date

from donations.core.money import locale_of

NBSP = "\u00a0"


def long_day(day: date, language: str) -> str:
    """``12 November 2026``, ``12 listopada 2026 r.``; the day never parts from its month."""
    text = format_date(day, format="long", locale=locale_of(language)).replace(" ", NBSP)
    return f"{text}{NBSP}r." if language == "pl" else text


def grouped(account: str) -> str:
    """An IBAN in groups of four that stay on one line."""
    plain = re.sub(r"\s", "", account)
    return NBSP.join(plain[start : start + 4] for start in range(0, len(plain), 4))
