"""The foundation's colour and logo."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import BooleanField, FileField

from donations.core.database import transaction
from donations.core.errors import Refused
from donations.desk.arranging.organisation import change_logo, change_organisation, drop_logo
from donations.organisation.logo import LARGEST_FILE
from donations.organisation.queries import the_organisation
from donations.staff.permissions import Permission
from donations.web.accent_contrast import shades_of
from donations.web.filters import accent_of
from donations.web.forms import BaseForm
from donations.web.forms import lazy as _
from donations.web.language import translate_message
from donations.web.staff.blueprint import blueprint
from donations.web.staff.configuration.organisation import ColourForm, parts
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.shared.saving import is_saved, press, status

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
    return _page(form, LogoForm.of_now(formdata=None)), status()


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
    return _page(ColourForm(formdata=None, accent=the_organisation().accent), form), 422


@blueprint.post("/organisation/logo/remove")
@needs(Permission.ARRANGE)
def remove_logo() -> ResponseReturnValue:
    """The name stands alone again."""
    by = current_staff().id
    return press(lambda: drop_logo(by=by), url_for(_LOOK), gettext("The logo is gone."))


def _page(form: ColourForm, logo_form: LogoForm) -> str:
    return render_template(
        "staff/organisation/look.html",
        tabs=parts(_LOOK),
        form=form,
        logo_form=logo_form,
        shades=shades_of(accent_of(the_organisation())),
    )
