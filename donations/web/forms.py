"""The base of all forms."""

import unicodedata
from typing import Any, cast

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest
from wtforms import Field, SelectField, StringField, ValidationError
from wtforms.validators import Email, Length

from donations.core.text_normalisation import one_line, plain_lines

_ALWAYS_SENT = {"csrf_token", "action"}


def lazy(message: str) -> str:
    """A text of a form's class, translated when it is shown."""
    return cast("str", lazy_gettext(message))


_ = lazy  # a name that marks texts for the catalogs


class BaseForm(FlaskForm):
    """A form that takes its own fields, each once, and nothing else."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, _form: Any, formdata: Any) -> Any:
            """What the form's fields say. Flask-WTF would take a file, or JSON, for the text of a field as well."""
            return formdata if formdata is None or isinstance(formdata, MultiDict) else request.form

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)  # type: ignore[no-untyped-call]  # Flask-WTF has no types

    def validate(self, extra_validators: Any = None) -> bool:
        """As ever; a stale or missing token of the form is told in our words, not the library's."""
        is_valid = bool(super().validate(extra_validators))
        token = self._fields.get("csrf_token")
        if token is not None and token.errors:
            token.errors = [gettext("Your browser kept no cookie from this page. Please send it once more.")]
        return is_valid

    has_refusal = False  # by a rule, after all fields were right

    def show_refusal(self, text: str, field: str = "") -> None:
        """What a rule forbids: beside the field it is about, if this form has it, else at the head of the form."""
        self.has_refusal = True
        if field in self._fields:
            self._fields[field].errors = [*self._fields[field].errors, text]
        else:
            self.form_errors.append(text)

    def refuse_strangers(self) -> None:
        """400 for a file, a field sent twice, or one that this form does not have."""
        if request.files:
            raise BadRequest
        known = {field.name for field in self} | _ALWAYS_SENT
        for name, values in request.form.lists():
            if name not in known or len(values) > 1:
                raise BadRequest


class LineField(StringField):
    """One line of text a person wrote: trimmed; control characters are an error, not silently dropped."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = (self.data or "").strip()


class PlainAddress(Email):
    """An e-mail address without signs that stand for others: full-width letters would pass for somebody else's."""

    def __init__(self) -> None:
        super().__init__(_("Please check this e-mail address: it should look like ann@example.org."))

    def __call__(self, form: Any, field: StringField) -> None:
        super().__call__(form, field)
        if unicodedata.normalize("NFKC", field.data or "") != field.data:
            raise ValidationError(str(self.message))


def choice(label: str, otherwise: str) -> SelectField:
    """One of a list; whoever sends anything else is told `otherwise`."""
    return SelectField(label, invalid_choice_message=otherwise)  # type: ignore[call-arg]  # newer than its stubs


def at_most(signs: int) -> Length:
    """No longer than `signs`, with our message for whoever exceeds it."""
    return Length(max=signs, message=_("This is too long: please keep it within %(max)d characters."))


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
        raise ValidationError(gettext("Some characters here cannot be printed. Please write this again."))
