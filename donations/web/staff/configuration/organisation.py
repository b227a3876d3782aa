"""What is said of the foundation: its names, its address and numbers, its receipts and letters."""

import re
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import BooleanField, ValidationError
from wtforms.validators import Regexp

from donations.core import clock
from donations.desk.arranging.organisation import change_organisation, may_change_zone
from donations.organisation import edit_organisation as checks
from donations.organisation.models import Organisation
from donations.organisation.queries import the_organisation
from donations.receipts.queries import numbers_given
from donations.receipts.snapshot import legal_sentences
from donations.staff.permissions import Permission
from donations.web.forms import BaseForm, LineField, choice
from donations.web.forms import lazy as _
from donations.web.language import LANGUAGES, current_language
from donations.web.public.fill_form import countries
from donations.web.staff.guard import blueprint, current_staff, needs
from donations.web.staff.shared.act_page import is_saved, status
from donations.web.staff.shared.fields import (
    email_line,
    from_each_language,
    in_each_language,
    name_in,
    needed_line,
    optional_line,
    sentence_in,
)

_WEB_ADDRESS = re.compile(r"https?://[^\s/]\S*")
_REGISTERS = ("krs", "nip", "regon")


class NamesForm(BaseForm):
    """Who asks, why, and for what aim."""

    name_pl = name_in("pl", _("Name of the foundation"))
    name_en = name_in("en", _("Name of the foundation"))
    mission_pl = sentence_in("pl", _("Why to give"), description=_("One sentence, at the head of the form."))
    mission_en = sentence_in("en", _("Why to give"), description=_("One sentence, at the head of the form."))
    purpose_pl = sentence_in("pl", _("Statutory aim"), description=_("Within a sentence of the receipt."))
    purpose_en = sentence_in("en", _("Statutory aim"), description=_("Within a sentence of the receipt."))

    @classmethod
    def of(cls, organisation: Organisation) -> "NamesForm":
        """As it is now."""
        texts = {name: getattr(organisation, name) for name in ("name", "mission", "purpose")}
        start = {field: text for name, each in texts.items() for field, text in from_each_language(name, each).items()}
        return cls(**start)

    def to_changes(self) -> dict[str, Any]:
        """All three, in each language."""
        return {name: in_each_language(self, name) for name in ("name", "mission", "purpose")}


class DetailsForm(BaseForm):
    """Address, numbers, contact. `zone` is there only while it may still be changed."""

    legal_name = needed_line(_("Name in the register"), 160)
    address_line = needed_line(_("Street and number"), 120)
    postcode = needed_line(_("Postcode"), 20)
    city = needed_line(_("Town"), 80)
    country = choice(_("Country"), _("Please choose a country from the list."))
    krs = optional_line("KRS", 20)
    nip = optional_line("NIP", 20)
    regon = optional_line("REGON", 20)
    legal_notice_pl = sentence_in("pl", _("Legal notice in Polish"), is_needed=False)
    legal_notice_en = sentence_in("en", _("Legal notice in English"), is_needed=False)
    contact_email = email_line(_("E-mail address"), is_needed=True, description=_("For questions, on every page."))
    website = needed_line(_("Website"), 200, type="url")
    bank_account = optional_line(_("Bank account (IBAN)"), 50)
    default_language = choice(_("First language"), _("Please choose one of the languages shown."))
    zone = needed_line(_("Time zone"), 60, description=_("For example Europe/Warsaw."))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.country.choices = countries(current_language())
        self.default_language.choices = list(LANGUAGES.items())

    @classmethod
    def of(cls, organisation: Organisation, *, may_change_zone: bool) -> "DetailsForm":
        """As it is now."""
        own = [name for name in cls._names() if name not in _REGISTERS]
        start = {name: getattr(organisation, name) for name in own}
        start["bank_account"] = checks.grouped_iban(organisation.bank_account)
        start |= from_each_language("legal_notice", organisation.legal_notice or {})
        form = cls(**start, **{name: organisation.registration.get(name, "") for name in _REGISTERS})
        if not may_change_zone:
            del form.zone
        return form

    @classmethod
    def _names(cls) -> list[str]:
        address = ["legal_name", "address_line", "postcode", "city", "country", *_REGISTERS]
        return [*address, "contact_email", "website", "bank_account", "default_language", "zone"]

    def validate_krs(self, field: LineField) -> None:
        """Ten figures."""
        _check_number(field)

    def validate_nip(self, field: LineField) -> None:
        """Its check digit."""
        _check_number(field)

    def validate_regon(self, field: LineField) -> None:
        """Its check digit."""
        _check_number(field)

    def validate_website(self, field: LineField) -> None:
        """A link that leads out, and runs nothing."""
        if not _WEB_ADDRESS.fullmatch(field.data or ""):
            raise ValidationError(gettext("Please write the whole address, for example https://example.org."))

    def validate_bank_account(self, field: LineField) -> None:
        """Its check digits."""
        if field.data and not checks.is_iban(field.data):
            raise ValidationError(gettext("This is no valid IBAN. Please compare it with a bank statement."))

    def validate_zone(self, field: LineField) -> None:
        """One the world knows."""
        if not checks.is_zone(field.data or ""):
            raise ValidationError(gettext("This is no time zone we know, such as Europe/Warsaw."))

    def to_changes(self, registration: dict[str, str]) -> dict[str, Any]:
        """`registration` is as it was: numbers of registers that the form does not name stay."""
        changes = {name: self[name].data for name in self._names() if name not in _REGISTERS and name in self}
        changes["bank_account"] = checks.plain_iban(changes["bank_account"])
        notice = in_each_language(self, "legal_notice")
        changes["legal_notice"] = {code: words for code, words in notice.items() if words} or None
        numbers = {name: self[name].data or "" for name in _REGISTERS}
        others = {name: number for name, number in registration.items() if name not in _REGISTERS}
        return {**changes, "registration": {name: text for name, text in {**numbers, **others}.items() if text}}


class ColourForm(BaseForm):
    """The one colour beside paper and ink."""

    accent = LineField(
        _("Colour"),
        [Regexp(r"#[0-9a-fA-F]{6}\Z", message=_("Please write the colour as six figures: #7a2e1f."))],
        render_kw={"type": "color"},
    )

    def to_changes(self) -> dict[str, Any]:
        """In small letters, as browsers send it."""
        return {"accent": (self.accent.data or "").lower()}


class ReceiptsForm(BaseForm):
    """How receipts are made out and numbered, and who signs letters."""

    receipt_pack = choice(_("Kind of receipt"), _("Please choose one of the kinds shown."))
    receipt_series = needed_line(_("Series"), 10, description=_("One to ten capital letters, before year and number."))
    receipt_needs_address = BooleanField(_("Ask every giver for an address"))
    sender_name = needed_line(_("Letters come from"), 80)
    sender_email = email_line(_("E-mail address of the sender"), is_needed=True)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.receipt_pack.choices = [
            ("generic", gettext("For any country")),
            ("polish", gettext("Polish foundation (names KRS, NIP and REGON)")),
        ]

    def validate_receipt_series(self, field: LineField) -> None:
        """Capitals, whatever was typed."""
        field.data = (field.data or "").upper()
        if not (field.data.isascii() and field.data.isalpha()):
            raise ValidationError(gettext("A series is one to ten letters from A to Z."))

    @classmethod
    def of(cls, organisation: Organisation) -> "ReceiptsForm":
        """As it is now."""
        return cls(obj=organisation)

    def to_changes(self) -> dict[str, Any]:
        """Everything in the form."""
        names = ("receipt_pack", "receipt_series", "receipt_needs_address", "sender_name", "sender_email")
        return {name: self[name].data for name in names}


def _check_number(field: LineField) -> None:
    field.data = checks.plain_number(field.data or "")
    if field.data and not checks.is_registration_number(field.name, field.data):
        raise ValidationError(gettext("This is no valid %(register)s number.", register=field.name.upper()))


_BOTH = ("GET", "POST")
_PARTS = {
    "staff.organisation": _("Name and mission"),
    "staff.organisation_details": _("Address and numbers"),
    "staff.organisation_look": _("Colour and logo"),
    "staff.currencies": _("Currencies"),
    "staff.organisation_receipts": _("Receipts and letters"),
}
# Texts that have versions, as the parts of the foundation's file are called.
_LEGAL_TEXTS = {"privacy": _("Privacy text"), "terms": _("Terms of giving")}


def parts(current: str, **values: Any) -> list[dict[str, Any]]:
    """The parts of the page, as tabs; `values` of the current one's address."""
    now = url_for(current, **values)
    addresses = {url_for(endpoint): label for endpoint, label in _PARTS.items()}
    addresses |= {url_for("staff.legal_texts", kind=kind): label for kind, label in _LEGAL_TEXTS.items()}
    return [{"label": label, "url": address, "is_current": address == now} for address, label in addresses.items()]


def legal_parts() -> dict[str, str]:
    """What the texts with versions are called."""
    return {kind: str(label) for kind, label in _LEGAL_TEXTS.items()}


@blueprint.route("/organisation", methods=_BOTH)
@needs(Permission.ARRANGE)
def organisation() -> ResponseReturnValue:
    """Names, the reason to give, the statutory aim; in both languages."""
    form, by = NamesForm.of(the_organisation()), current_staff().id
    if is_saved(form, lambda: change_organisation(form.to_changes(), by=by)):
        return redirect(url_for("staff.organisation"), 303)
    return _page("names", form=form), status()


@blueprint.route("/organisation/details", methods=_BOTH)
@needs(Permission.ARRANGE)
def organisation_details() -> ResponseReturnValue:
    """Address, numbers, legal notice, contact, account, zone."""
    form, by = DetailsForm.of(the_organisation(), may_change_zone=may_change_zone()), current_staff().id

    def write() -> None:
        change_organisation(form.to_changes(the_organisation().registration), by=by)

    if is_saved(form, write):
        return redirect(url_for("staff.organisation_details"), 303)
    return _page("details", form=form), status()


@blueprint.route("/organisation/receipts", methods=_BOTH)
@needs(Permission.ARRANGE)
def organisation_receipts() -> ResponseReturnValue:
    """Kind, series, whether an address is asked for; who letters come from."""
    form, by = ReceiptsForm.of(the_organisation()), current_staff().id
    if is_saved(form, lambda: change_organisation(form.to_changes(), by=by)):
        return redirect(url_for("staff.organisation_receipts"), 303)
    year = clock.local_date(clock.now(), the_organisation().zone).year
    sentences = legal_sentences(the_organisation())
    return _page("receipts", form=form, year=year, sentences=sentences, **_numbers(year)), status()


def _numbers(year: int) -> dict[str, Any]:
    """The series in use and how far it has come this year."""
    series, given = numbers_given(the_organisation(), year)
    return {"series": series, "given": given}


def _page(name: str, **values: Any) -> str:
    return render_template(f"staff/configuration/{name}.html", tabs=parts(request.endpoint or ""), **values)
