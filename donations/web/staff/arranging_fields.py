"""Fields of the forms that arrange something: lines that must be filled in, texts in a language of ours."""

from typing import Any

from wtforms import Field, TextAreaField
from wtforms.validators import DataRequired

from donations.core.folding import one_line
from donations.web.forms import LineField, at_most, printable_line
from donations.web.forms import lazy as _
from donations.web.language import LANGUAGES

_NEEDED = {"pl": _("Please write this in Polish."), "en": _("Please write this in English.")}


def needed_line(label: str, signs: int, message: str = "", description: str = "", **attributes: str) -> LineField:
    """One line that must be filled in."""
    checks = [DataRequired(message or _("Please fill this in.")), at_most(signs), printable_line]
    return LineField(label, checks, description=description, render_kw={"autocomplete": "off", **attributes})


def name_in(language: str, label: str, signs: int = 120) -> LineField:
    """A name in one language."""
    return needed_line(label, signs, _NEEDED[language], lang=language)


def sentence_in(language: str, label: str, description: str = "", *, is_needed: bool = True) -> TextAreaField:
    """A sentence or two in one language; line breaks become spaces."""
    needed = [DataRequired(_NEEDED[language])] if is_needed else []
    attributes = {"lang": language, "rows": "2"}
    return TextAreaField(label, [*needed, at_most(600), on_one_line], description=description, render_kw=attributes)


def on_one_line(_form: Any, field: Field) -> None:
    """Whatever lines were typed, it is printed as one."""
    field.data = one_line(field.data or "")


def in_each_language(form: Any, name: str) -> dict[str, str]:
    """``name_pl`` and ``name_en`` as a dictionary by language."""
    return {code: form[f"{name}_{code}"].data or "" for code in LANGUAGES}


def from_each_language(name: str, texts: dict[str, str]) -> dict[str, str]:
    """The other way round, to start a form with."""
    return {f"{name}_{code}": texts.get(code, "") for code in LANGUAGES}
