"""Fields that several forms about gifts share: an amount, a day, a reason, an address."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any, TypeVar

from flask_babel import gettext
from wtforms import ValidationError
from wtforms.validators import InputRequired

from donations.core.errors import Refused
from donations.core.money import Money, parse_money
from donations.web.forms import LineField, PlainAddress, at_most, printable_line
from donations.web.forms import lazy as _
from donations.web.language import translate_message

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
    amount = told(lambda: parse_money(field.data or "", currency))
    if not amount:
        raise ValidationError(gettext("Please write an amount above nothing."))
    return amount


def day_in(field: LineField) -> date:
    """What was typed, as a day; else an error of the field."""
    with suppress(ValueError):
        return date.fromisoformat(field.data or "")
    raise ValidationError(gettext("Please write the date as year, month, day: 2026-11-22."))


def told(ask: Callable[[], T]) -> T:
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
