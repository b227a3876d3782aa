"""Fields that several forms about donations share: an amount, a day, a reason, an address."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any, TypeVar

from flask_babel import gettext
from wtforms import Field, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired

from donations.core.errors import Refused
from donations.core.money import Money, parse_money
from donations.core.text_normalisation import one_line
from donations.web.forms import LineField, PlainAddress, at_most, printable_line
from donations.web.forms import lazy as _
from donations.web.language import LANGUAGES, translate_message

T = TypeVar("T")
_DAY = {"type": "date", "autocomplete": "off"}
_FIGURES = {"inputmode": "decimal", "autocomplete": "off"}


def why(label: str) -> LineField:
    """A reason that must be given."""
    return LineField(label, [InputRequired(_("Please say why.")), at_most(200), printable_line], render_kw=_plain())


def optional_line(label: str, signs: int, description: str = "") -> LineField:
    """A line that may stay empty."""
    return LineField(label, [at_most(signs), printable_line], description=description, render_kw=_plain())


def email_line(label: str, *, is_needed: bool, description: str = "") -> LineField:
    """An e-mail address."""
    needed = [InputRequired(_("Please write an e-mail address."))] if is_needed else []
    shape = PlainAddress()
    checks = [*needed, at_most(254), printable_line, _unless_empty(shape)]
    return LineField(label, checks, description=description, render_kw={"type": "email", "autocomplete": "off"})


def amount_line(label: str) -> LineField:
    """An amount in figures; `money_in` reads it."""
    return LineField(label, [InputRequired(_("Please write an amount."))], render_kw=_FIGURES)


def day_line(label: str, description: str = "") -> LineField:
    """A day; `day_in` reads it."""
    return LineField(label, [InputRequired(_("Please write a date."))], description=description, render_kw=_DAY)


def money_in(field: LineField, currency: str) -> Money:
    """What was typed, as money; else an error of the field."""
    amount = or_field_error(lambda: parse_money(field.data or "", currency))
    if not amount:
        raise ValidationError(gettext("Please write an amount above nothing."))
    return amount


def day_in(field: LineField) -> date:
    """What was typed, as a day; else an error of the field."""
    with suppress(ValueError):
        return date.fromisoformat(field.data or "")
    raise ValidationError(gettext("Please write the date as year, month, day: 2026-11-22."))


def or_field_error(ask: Callable[[], T]) -> T:
    """A rule's refusal, told beside the field."""
    try:
        return ask()
    except Refused as refusal:
        raise ValidationError(translate_message(refusal.message, refusal.parameters)) from None


def _plain() -> dict[str, str]:
    return {"autocomplete": "off"}


def _unless_empty(check: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    def checked(form: Any, field: Any) -> None:
        if field.data:
            check(form, field)

    return checked


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
