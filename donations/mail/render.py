"""The organisation's accent colour, bent until words in it and on it can be read, on light paper and on dark.

Mail programs know neither `color-mix()` nor variables, so letters need finished colours.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from donations.core.installation import templates_folder
from donations.core.money import Money
from donations.core.text_normalisation import one_line
from donations.core.wording import format_day, in_language, translations

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


_BLANK_LINES = re.compile(r"\n{3,}")
# What is asked of a reader's machine is nothing: no stylesheet is fetched, here or there.
_inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True)
class RenderedLetter:
    """What the templates of one letter say."""

    subject: str
    text: str
    html: str


def render(kind: str, language: str, context: Mapping[str, Any]) -> RenderedLetter:
    """The letter `kind` (a folder under ``templates/email``); each text of the context becomes one line."""
    environment = _environment(language)
    values = {name: one_line(value) if isinstance(value, str) else value for name, value in context.items()}
    values |= {"language": language, "accent": accent_from(context["organisation"].accent)}

    def part(name: str) -> str:
        return environment.get_template(f"email/{kind}/{name}").render(values)

    return RenderedLetter(
        subject=one_line(part("subject.txt")),
        text=_tidy(part("body.txt")),
        html=_inliner.inline(part("body.html")),
    )


@lru_cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates_folder()),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]  # by i18n
    environment.filters |= {
        "money": partial(Money.format, language=language),
        "day": partial(format_day, language=language),
        "in_language": partial(in_language, language=language),
    }
    return environment


def _tidy(text: str) -> str:
    lines = "\n".join(line.rstrip(" ") for line in text.strip().splitlines())
    return _BLANK_LINES.sub("\n\n", lines) + "\n"
