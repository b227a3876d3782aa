"""The texts that have versions: every wording there ever was, and the way to a new one. One page for each kind."""

from typing import Any, NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import BooleanField, FileField, HiddenField, TextAreaField
from wtforms.validators import DataRequired

from donations.core.database import transaction
from donations.core.errors import Refused
from donations.desk.arranging.organisation import change_logo, change_organisation, drop_logo, publish_wording
from donations.organisation.edit_organisation import VERSIONED
from donations.organisation.logo import LARGEST_FILE
from donations.organisation.models import VersionedText
from donations.organisation.queries import newest_text, text_version, text_versions, the_organisation
from donations.staff.permissions import Permission
from donations.web.accent_contrast import shades_of
from donations.web.filters import accent_of
from donations.web.forms import BaseForm, at_most, printable_text
from donations.web.forms import lazy as _
from donations.web.language import LANGUAGES, translate_message
from donations.web.public.texts import blocks_of
from donations.web.staff.configuration.organisation import ColourForm, legal_parts, parts
from donations.web.staff.guard import blueprint, current_staff, needs
from donations.web.staff.shared.act_page import is_saved, press, status


class LegalForm(BaseForm):
    """A whole text. `seen` is the version its writer started from, 0 where there was none."""

    seen = HiddenField()
    text = TextAreaField(
        _("Text"),
        [DataRequired(_("Please write the text.")), at_most(30_000), printable_text],
        description=_("Blank lines divide paragraphs. A line that begins with # and a space is a heading."),
        render_kw={"rows": "24"},
    )

    @property
    def version_seen(self) -> int:
        """-1 when it was changed on its way."""
        seen = self.seen.data or ""
        return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1  # noqa: PLR2004 - no more versions


class Wording(NamedTuple):
    """Which text, in which language; both as the address says them."""

    part: str
    language: str

    @property
    def kind(self) -> type[VersionedText]:
        """Where its versions are kept; aborts with 404 for a text or language that there is not."""
        if self.part not in VERSIONED or self.language not in LANGUAGES:
            abort(404)
        return VERSIONED[self.part]


@blueprint.get("/organisation/texts/<kind>")
@needs(Permission.ARRANGE)
def legal_texts(kind: str) -> str:
    """All versions, the one in force first."""
    if kind not in VERSIONED:
        abort(404)
    versions = text_versions(VERSIONED[kind])
    texts = {code: [each for each in versions if each.language == code] for code in LANGUAGES}
    return _page("texts", kind, texts=texts, languages=LANGUAGES)


@blueprint.get("/organisation/texts/<kind>/<language>/<int(max=1000000):version>")
@needs(Permission.ARRANGE)
def legal_text(kind: str, language: str, version: int) -> str:
    """One wording, as visitors saw it."""
    model = Wording(kind, language).kind
    text, newest = text_version(model, language, version), newest_text(model, language)
    values = {"blocks": blocks_of(text), "is_in_force": text is newest, "language_name": LANGUAGES[language]}
    return _page("text_version", kind, text=text, **values)


@blueprint.route("/organisation/texts/<kind>/<language>", methods=("GET", "POST"))
@needs(Permission.ARRANGE)
def write_legal_text(kind: str, language: str) -> ResponseReturnValue:
    """A new wording: first shown as visitors would see it, then published."""
    wording, by = Wording(kind, language), current_staff().id
    newest = newest_text(wording.kind, language)
    form = LegalForm(text=newest.text if newest else "", seen=str(newest.version if newest else 0))
    if request.form.get("action") == "preview":
        form.refuse_strangers()
        is_right = form.validate()
        return _write_page(form, wording, is_previewed=is_right), 200 if is_right else 422

    def write() -> None:
        publish_wording(wording.kind, language, form.text.data or "", seen=form.version_seen, by=by)

    if is_saved(form, write):
        return redirect(url_for("staff.legal_texts", kind=kind), 303)
    return _write_page(form, wording), status()


def _write_page(form: LegalForm, wording: Wording, *, is_previewed: bool = False) -> str:
    as_typed = wording.kind(language=wording.language, text=form.text.data or "")
    return _page(
        "text_write",
        wording.part,
        form=form,
        language_code=wording.language,
        language_name=LANGUAGES[wording.language],
        blocks=blocks_of(as_typed) if is_previewed else [],
    )


def _page(name: str, kind: str, **values: object) -> str:
    tabs = parts("staff.legal_texts", kind=kind)
    return render_template(
        f"staff/configuration/{name}.html", tabs=tabs, kind=kind, title=legal_parts()[kind], **values
    )


_LOOK = "staff.organisation_look"


class LogoForm(BaseForm):
    """A picture, and whether it says the name. `BaseForm` reads no files: the view does."""

    picture = FileField(_("Picture"), description=_("PNG, JPEG or WebP, at most 2 MB."))
    shows_name = BooleanField(_("The name is part of the picture"))

    @classmethod
    def of_now(cls, **named: Any) -> "LogoForm":
        """As the logo is used now."""
        logo = the_organisation().logo
        return cls(shows_name=bool(logo and logo.shows_name), **named)


@blueprint.route("/organisation/look", methods=("GET", "POST"))
@needs(Permission.ARRANGE)
def organisation_look() -> ResponseReturnValue:
    """The colour; beneath it the logo, which has a form of its own."""
    form, by = ColourForm(accent=the_organisation().accent), current_staff().id
    if is_saved(form, lambda: change_organisation(form.to_changes(), by=by)):
        return redirect(url_for(_LOOK), 303)
    return _look_page(form, LogoForm.of_now(formdata=None)), status()


@blueprint.post("/organisation/logo")
@needs(Permission.ARRANGE)
def save_logo() -> ResponseReturnValue:
    """Another picture, or only whether the present one says the name."""
    form, by = LogoForm.of_now(), current_staff().id
    sent = request.files.get("picture")
    upload = sent.stream.read(LARGEST_FILE + 1) if sent else None
    if form.validate():
        try:
            with transaction():
                change_logo(upload, shows_name=form.shows_name.data, by=by)
        except Refused as refusal:
            form.picture.errors = [translate_message(refusal.message, refusal.parameters)]
        else:
            flash(gettext("Saved."))
            return redirect(url_for(_LOOK), 303)
    return _look_page(ColourForm(formdata=None, accent=the_organisation().accent), form), 422


@blueprint.post("/organisation/logo/remove")
@needs(Permission.ARRANGE)
def remove_logo() -> ResponseReturnValue:
    """The name stands alone again."""
    by = current_staff().id
    return press(lambda: drop_logo(by=by), url_for(_LOOK), gettext("The logo is gone."))


def _look_page(form: ColourForm, logo_form: LogoForm) -> str:
    return render_template(
        "staff/configuration/look.html",
        tabs=parts(_LOOK),
        form=form,
        logo_form=logo_form,
        shades=shades_of(accent_of(the_organisation())),
    )
