"""What people read, in their language, without a web request: for letters, documents and the command line."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.support import NullTranslations, Translations

from donations.core.money import locale_of

CATALOGS = Path(__file__).resolve().parents[1] / "translations"
_ONE_LETTER_WORD = re.compile(r"(?<![^\W_])([aiouwzAIOUWZ]) (?=\S)")


@lru_cache
def translations(language: str) -> NullTranslations:
    """The catalog of `language`; without one the English msgids stand, as they do for English itself."""
    return Translations.load(CATALOGS, [language])


def gettext_in(language: str, message: str, **parameters: Any) -> str:
    """`message` (an English msgid) in `language`, its ``%(name)s`` filled in."""
    text = translations(language).gettext(message)
    return text % parameters if parameters else text


def ngettext_in(language: str, singular: str, plural: str, number: int, **parameters: Any) -> str:
    """The form of the message that fits `number`, which it may name as ``%(num)s``."""
    return translations(language).ngettext(singular, plural, number) % {"num": number, **parameters}


def format_day(day: date, language: str) -> str:
    """A day as people write it: ``10 November 2026``, ``10 listopada 2026``."""
    return format_date(day, "long", locale=locale_of(language))


def in_language(texts: Mapping[str, str], language: str, default: str = "") -> str:
    """The text for `language`; else for the organisation's `default` language; else whichever is there."""
    chosen = texts.get(language) or texts.get(default)
    return tied(chosen or next(filter(None, texts.values()), ""), language)


def tied(text: str, language: str) -> str:
    """Polish one-letter words are tied to the next word, so that none hangs at the end of a line."""
    return _ONE_LETTER_WORD.sub("\\1\u00a0", text) if language == "pl" else text
