"""The organisation's accent colour, bent until words in it and on it can be read, on light paper and on dark.

Mail programs know neither `color-mix()` nor variables, so letters need finished colours.
"""

import re
from dataclasses import dataclass

_HEX = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
_READABLE, _READABLE_AT_NIGHT = 4.5, 7.0  # WCAG 2.2, 1.4.3 and 1.4.6: thin light strokes look dimmer
_LINEAR_BELOW = 0.04045  # where the curve of sRGB begins
_STEPS = 20
INK, PAPER = "#1d1b17", "#fcfbf8"
DARK_INK, DARK_PAPER = "#ebe7dd", "#191815"


@dataclass(frozen=True)
class Accent:
    """Colours for a link on light and on dark paper, and for the words on a button."""

    on_paper: str
    on_dark: str
    on_paper_button: str
    on_dark_button: str


def accent_from(colour: str) -> Accent:
    """The accent of `colour` (``#rrggbb``); anything else becomes ink, so that it can never write a style."""
    base = colour if _HEX.fullmatch(colour) else INK
    on_paper = _bent(base, INK, PAPER, _READABLE)
    on_dark = _bent(base, DARK_INK, DARK_PAPER, _READABLE_AT_NIGHT)
    return Accent(on_paper, on_dark, _words_on(on_paper), _words_on(on_dark))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _bent(colour: str, towards: str, paper: str, enough: float) -> str:
    """`colour`, mixed with as little of `towards` as makes it stand out `enough` on `paper`."""
    mixes = (_mixed(colour, towards, step) for step in range(_STEPS + 1))
    return next((mix for mix in mixes if contrast(mix, paper) >= enough), towards)


def _words_on(button: str) -> str:
    return max((PAPER, DARK_PAPER), key=lambda words: contrast(words, button))


def _mixed(colour: str, other: str, step: int) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{(one * (_STEPS - step) + two * step) // _STEPS:02x}" for one, two in pairs)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))


def _luminance(colour: str) -> float:
    shares = (channel / 255 for channel in _channels(colour))
    red, green, blue = (s / 12.92 if s <= _LINEAR_BELOW else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
