"""Text as it is compared and searched: "Żółć" and "zolc" are one word."""

import re
import string
import unicodedata

from anyascii import anyascii

_WORD = re.compile(r"[a-z0-9]+")
_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
# Control, format and surrogate characters, line and paragraph separators: never part of a name or a subject line.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def fold(text: str) -> str:
    """ASCII, lower case: for comparing and searching, never for showing."""
    return (text if text.isascii() else anyascii(text)).lower()


def ascii_lower(text: str) -> str:
    """As e-mail addresses are compared: A to Z are a to z, and every other sign is itself. The Kelvin sign is no k."""
    return text.translate(_ASCII_LOWER)


def words(text: str) -> list[str]:
    """The folded words of `text`, in order."""
    return _WORD.findall(fold(text))


def one_line(text: str) -> str:
    """`text` on one line, without control or direction characters, in NFC: fit for a name or a mail header."""
    kept = (" " if sign.isspace() else sign for sign in unicodedata.normalize("NFC", text))
    kept_printable = (sign for sign in kept if unicodedata.category(sign) not in _UNPRINTABLE)
    return " ".join("".join(kept_printable).split())


def plain_lines(text: str) -> str:
    """`text` with its line breaks as ``\\n``, each line cleaned as `one_line` does."""
    return "\n".join(one_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()
