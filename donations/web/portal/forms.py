"""The forms of My giving: every field checked here, in the supporter's language, before anything is written."""

from typing import Any

from flask_babel import gettext
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from donations.supporters.change_details import Details
from donations.supporters.models import Supporter
from donations.web.forms import BaseForm, LineField, PlainAddress, at_most, choice, printable_line, printable_text
from donations.web.forms import lazy as _
from donations.web.language import LANGUAGES, current_language
from donations.web.public.fill_form import countries

ADDRESS = ("address_line", "postcode", "city", "country")


def _email(label: str) -> LineField:
    return LineField(
        label,
        validators=[
            InputRequired(_("Please write your e-mail address.")),
            printable_line,
            at_most(254),
            PlainAddress(),
        ],
        render_kw={"type": "email", "autocomplete": "email", "inputmode": "email"},
    )


def _line(label: str, longest: int, autocomplete: str) -> LineField:
    known = {"autocomplete": autocomplete, "maxlength": longest}
    return LineField(label, validators=[printable_line, at_most(longest)], render_kw=known)


class PressForm(BaseForm):
    """Nothing but a button."""


class SignInForm(BaseForm):
    """Where the link is to go."""

    email = _email(_("E-mail"))


class EmailForm(BaseForm):
    """Another address."""

    email = _email(_("New e-mail address"))


class DetailsForm(BaseForm):
    """What a supporter may correct of themselves."""

    name = LineField(
        _("First name and surname"),
        description=_("For letters and receipts to come; those you have stay as they are."),
        validators=[
            InputRequired(_("Please write your name.")),
            printable_line,
            Length(min=2, max=120, message=_("A name has 2 to 120 characters.")),
        ],
        render_kw={"autocomplete": "name", "maxlength": 120},
    )
    address_line = _line(_("Street and number"), 120, "street-address")
    postcode = _line(_("Postcode"), 20, "postal-code")
    city = _line(_("Town"), 80, "address-level2")
    country = choice(_("Country"), _("Please choose a country from the list."))
    language = choice(_("Language"), _("Please choose one of the languages shown."))

    def __init__(self, supporter: Supporter, country: str, **named: Any) -> None:
        address = supporter.address or {}
        kept = {"name": supporter.name, "language": supporter.language, **address}
        super().__init__(data={**kept, "country": address.get("country") or country}, **named)
        self.country.choices = countries(current_language())
        self.language.choices = list(LANGUAGES.items())

    def to_details(self) -> Details:
        """What the verb takes."""
        address = {name: self[name].data or "" for name in ADDRESS}
        return Details(self.name.data or "", address, self.language.data)


class ForgetForm(BaseForm):
    """What one wants to add; may stay empty."""

    note = TextAreaField(
        _("Is there anything we should know?"),
        validators=[printable_text, Length(max=1000, message=_("Please keep it within 1,000 characters."))],
    )


def wrong_day() -> str:
    """Told beside a date nobody can read."""
    return gettext("Please write a day such as 2026-01-31.")
