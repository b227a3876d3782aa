"""Will a receipt surely fit one page at full size? Asking the typesetter costs a third of the whole rendering.

Rough on the safe side: when in doubt the template measures, and sets the page smaller only if it must.
"""

from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any

_ROOM = 562.0  # points between the letterhead and the foot, for what is counted here
_CAPITAL = 1.6  # how much wider than the usual letter


def surely_fits(document: Mapping[str, Any]) -> bool:
    """True when the counted lines leave room; `document` is what the template gets."""
    donor, issuer = document["donor"], document["issuer"]
    donor_height = _height([donor["name"]], 29, 15) + _height(donor["address_lines"], 36)
    numbers = " ".join(part["label"] + part["value"] for part in issuer["registration"])
    issuer_height = _height([issuer["legal_name"]], 34, 15) + _height([*issuer["address_lines"], numbers], 42, 14)
    notices = [part for part in (document["warning"] or "", *document["void"]) if part]
    needed = (
        _height([issuer["name"]], 30, 20)
        + _height([document["title"], document["amount"]], 26, 28)
        + _height([document["amount_in_words"]], 60, 17)
        + max(donor_height, issuer_height)
        + _height([row["value"] for row in document["facts"]], 62, 13, 7)
        + _height(document["statements"], 84, 13, 5)
        + _height(notices, 76, 14, 16)
        + _height([document["check"]["url"]], 66, 13)
    )
    return needed <= _ROOM


def _height(texts: Iterable[str], letters_a_line: int, line: float = 13, around: float = 0) -> float:
    return sum(around + line * ceil(_width(text) / letters_a_line) for text in texts)


def _width(text: str) -> float:
    capitals = sum(letter.isupper() for letter in text)
    return len(text) + capitals * (_CAPITAL - 1)
