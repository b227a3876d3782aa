"""The base of all forms."""

from typing import Any, cast

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.exceptions import BadRequest
from wtforms import Field, StringField, ValidationError

from donations.core.folding import one_line, plain_lines

_ALWAYS_SENT = {"csrf_token", "action"}


def lazy(message: str) -> str:
    """A text of a form's class, translated when it is shown."""
    return cast("str", lazy_gettext(message))


class BaseForm(FlaskForm):
    """A form that takes its own fields, each once, and nothing else."""

    def refuse_strangers(self) -> None:
        """400 for a field sent twice, or one that this form does not have."""
        known = {field.name for field in self} | _ALWAYS_SENT
        for name, values in request.form.lists():
            if name not in known or len(values) > 1:
                raise BadRequest


class LineField(StringField):
    """One line of text a person wrote: trimmed; control characters are an error, not silently dropped."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = (self.data or "").strip()


def printable_line(_form: Any, field: Field) -> None:
    """No line break, NUL or other control character; direction marks are taken out."""
    _refuse_control(field.data or "", allowed="")
    field.data = one_line(field.data or "")


def printable_text(_form: Any, field: Field) -> None:
    """As `printable_line`, over several lines."""
    _refuse_control(field.data or "", allowed="\r\n\t")
    field.data = plain_lines(field.data or "")


def _refuse_control(text: str, allowed: str) -> None:
    if any((ord(sign) < ord(" ") or sign == "\x7f") and sign not in allowed for sign in text):
        raise ValidationError(gettext("This holds characters that cannot be printed. Please write it anew."))
