"""One's own account: how one signs in, and how pages are shown."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security.recoverable import generate_reset_password_token
from wtforms.validators import DataRequired

from donations.core.database import transaction
from donations.staff.change_staff import edit_profile
from donations.staff.invite_staff import staff_of_letter
from donations.staff.permissions import Permission, RoleName
from donations.web.app_context import tools
from donations.web.forms import BaseForm, LineField, at_most, choice, lazy, printable_line
from donations.web.language import LANGUAGES
from donations.web.staff.guard import blueprint, current_staff, for_anyone, lacks_second_factor, needs
from donations.web.staff.sign_in.people import role_names

_ = lazy


class ProfileForm(BaseForm):
    """What one may change of oneself."""

    name = LineField(
        _("Name"),
        [DataRequired(_("Please write your name.")), at_most(100), printable_line],
        render_kw={"autocomplete": "name"},
    )
    language = choice(_("Language"), _("Please choose one of the languages shown."))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.language.choices = list(LANGUAGES.items())


@blueprint.get("/account")
@needs(Permission.VIEW)
def account() -> str:
    """Password, app, passkeys, recovery codes; name and language."""
    staff = current_staff()
    return _page(ProfileForm(formdata=None, obj=staff))


@blueprint.post("/account")
@needs(Permission.VIEW)
def save_account() -> ResponseReturnValue:
    """Name and language."""
    form = ProfileForm()
    if not form.validate():
        return _page(form), 422
    with transaction():
        edit_profile(current_staff(), name=form.name.data or "", language=form.language.data)
    flash(gettext("Saved."))
    return redirect(url_for("staff.account"), 303)


@blueprint.get("/welcome/<token>")
@for_anyone
def welcome(token: str) -> ResponseReturnValue:
    """The link of an invitation, or of a letter with a new password."""
    member = staff_of_letter(token, tools().links)
    return redirect(url_for("security.reset_password", token=generate_reset_password_token(member)), 303)


def _page(form: ProfileForm) -> str:
    staff = current_staff()
    return render_template(
        "staff/sign_in/account.html",
        form=form,
        role_name=role_names()[RoleName(staff.role)],
        recovery_codes_left=len(staff.mf_recovery_codes or []),
        passkeys=staff.webauthn,
        second_factor_missing=lacks_second_factor(staff),
    )
