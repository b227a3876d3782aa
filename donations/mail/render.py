"""A letter's three templates, rendered in one language. Texts from people are values, never templates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from donations.core.money import Money
from donations.core.package_paths import templates_folder
from donations.core.text_normalisation import one_line
from donations.core.wording import format_day, in_language, translations
from donations.mail.accent import accent_from

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
