"""What visitors are told about their data: every wording there ever was, and the way to a new one."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired

from donations.desk.arrange_organisation import publish_privacy
from donations.organisation.models import PrivacyText
from donations.organisation.queries import current_privacy_text, privacy_version, privacy_versions
from donations.staff.permissions import Permission
from donations.web.forms import BaseForm, at_most, printable_text
from donations.web.forms import lazy as _
from donations.web.language import LANGUAGES
from donations.web.public.privacy import blocks_of
from donations.web.staff.arranging import is_saved, status
from donations.web.staff.blueprint import blueprint
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.organisation import parts

_LIST = "staff.privacy_texts"


class PrivacyForm(BaseForm):
    """A whole text. `seen` is the version its writer started from."""

    seen = HiddenField()
    text = TextAreaField(
        _("Text"),
        [DataRequired(_("Please write the text.")), at_most(30_000), printable_text],
        description=_("Blank lines divide paragraphs. A line that begins with # and a space is a heading."),
        render_kw={"rows": "24"},
    )

    @property
    def version_seen(self) -> int:
        """0 when it was changed on its way."""
        seen = self.seen.data or ""
        return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0  # noqa: PLR2004 - no more versions


@blueprint.get("/organisation/privacy")
@needs(Permission.ARRANGE)
def privacy_texts() -> str:
    """All versions, the one in force first."""
    texts = {code: [each for each in privacy_versions() if each.language == code] for code in LANGUAGES}
    return render_template("staff/organisation/privacy.html", tabs=parts(_LIST), texts=texts, languages=LANGUAGES)


@blueprint.get("/organisation/privacy/<language>/<int(max=1000000):version>")
@needs(Permission.ARRANGE)
def privacy_text(language: str, version: int) -> str:
    """One wording, as visitors saw it."""
    _known(language)
    text = privacy_version(language, version)
    is_in_force = current_privacy_text(language).version == version
    return render_template(
        "staff/organisation/privacy_version.html",
        tabs=parts(_LIST),
        text=text,
        blocks=blocks_of(text),
        is_in_force=is_in_force,
        language_name=LANGUAGES[language],
    )


@blueprint.route("/organisation/privacy/<language>", methods=("GET", "POST"))
@needs(Permission.ARRANGE)
def write_privacy_text(language: str) -> ResponseReturnValue:
    """A new wording: first shown as visitors would see it, then published."""
    _known(language)
    newest, by = current_privacy_text(language), current_staff().id
    form = PrivacyForm(text=newest.text, seen=str(newest.version))
    if request.form.get("action") == "preview":
        form.refuse_strangers()
        is_right = form.validate()
        return _page(form, language, is_previewed=is_right), 200 if is_right else 422
    if is_saved(form, lambda: publish_privacy(language, form.text.data or "", seen=form.version_seen, by=by)):
        return redirect(url_for(_LIST), 303)
    return _page(form, language), status()


def _page(form: PrivacyForm, language: str, *, is_previewed: bool = False) -> str:
    shown = blocks_of(PrivacyText(language=language, text=form.text.data or "")) if is_previewed else []
    return render_template(
        "staff/organisation/privacy_write.html",
        tabs=parts(_LIST),
        form=form,
        language_code=language,
        language_name=LANGUAGES[language],
        blocks=shown,
    )


def _known(language: str) -> None:
    if language not in LANGUAGES:
        abort(404)
