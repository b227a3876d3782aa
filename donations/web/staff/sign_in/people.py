"""Who works here: invite somebody, change what they may do, close an account and open it again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.validators import DataRequired

from donations.core.database import transaction
from donations.core.errors import Refused
from donations.staff.change_staff import change_role, disable_staff, enable_staff, forget_second_factor
from donations.staff.invite_staff import Invitation, invite_again, invite_staff
from donations.staff.models import StaffMember
from donations.staff.permissions import Permission, RoleName
from donations.staff.queries import all_staff, is_last_admin, staff_by_id
from donations.web.forms import BaseForm, LineField, at_most, choice, lazy, printable_line
from donations.web.language import LANGUAGES, translate_message
from donations.web.staff.blueprint import blueprint
from donations.web.staff.guard import current_staff, needs

_ = lazy


def role_names() -> dict[str, str]:
    """What each role is called."""
    return {
        RoleName.VIEWER: gettext("Viewer"),
        RoleName.FUNDRAISER: gettext("Fundraiser"),
        RoleName.ACCOUNTANT: gettext("Accountant"),
        RoleName.ADMIN: gettext("Administrator"),
    }


def _role_choices() -> list[tuple[str, str]]:
    """With what each may do."""
    may_do = {
        RoleName.VIEWER: gettext("looks, changes nothing"),
        RoleName.FUNDRAISER: gettext("looks after supporters and their gifts, exports data"),
        RoleName.ACCOUNTANT: gettext("also makes refunds and looks after operations"),
        RoleName.ADMIN: gettext("everything, accounts and settings included"),
    }
    names = role_names()
    return [(str(role), f"{names[role]} – {text}") for role, text in may_do.items()]


class _WithRole(BaseForm):
    role = choice(_("Role"), _("Please choose one of the roles shown."))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.role.choices = _role_choices()


class InviteForm(_WithRole):
    """Somebody who is to work here."""

    email = LineField(
        _("E-mail address"),
        [DataRequired(_("Please write an e-mail address.")), at_most(254), printable_line],
        render_kw={"type": "email", "autocomplete": "off"},
    )
    name = LineField(_("Name"), [DataRequired(_("Please write a name.")), at_most(100), printable_line])
    language = choice(_("Language"), _("Please choose one of the languages shown."))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.language.choices = list(LANGUAGES.items())

    def to_invitation(self) -> Invitation:
        """What the verb takes."""
        return Invitation(
            email=self.email.data or "",
            role=RoleName(self.role.data),
            name=self.name.data or "",
            language=self.language.data,
        )


class RoleForm(_WithRole):
    """Another role."""

    reason = LineField(_("Reason"), [DataRequired(_("Please say why.")), at_most(200), printable_line])


class ReasonForm(BaseForm):
    """Why, for the audit trail."""

    reason = LineField(_("Reason"), [at_most(200), printable_line])


@blueprint.get("/people")
@needs(Permission.MANAGE_STAFF)
def people() -> str:
    """Everybody with an account."""
    return render_template("staff/people.html", people=all_staff(), role_names=role_names())


@blueprint.get("/people/invite")
@needs(Permission.MANAGE_STAFF, fresh=True)
def invite() -> str:
    """The form."""
    return _invite_page(InviteForm(formdata=None, language=current_staff().language))


@blueprint.post("/people/invite")
@needs(Permission.MANAGE_STAFF, fresh=True)
def send_invitation() -> ResponseReturnValue:
    """Make the account and write the letter."""
    form = InviteForm()
    form.refuse_strangers()
    if not form.validate():
        return _invite_page(form), 422
    by = current_staff().id
    try:
        with transaction():
            invite_staff(form.to_invitation(), by=by)
    except Refused as refusal:
        form.email.errors = [translate_message(refusal.message, refusal.parameters)]
        return _invite_page(form), 422
    flash(gettext("A letter with a link is on its way to %(email)s.", email=form.email.data))
    return redirect(url_for("staff.people"), 303)


@blueprint.get("/people/<uuid:staff_id>")
@needs(Permission.MANAGE_STAFF, fresh=True)
def person(staff_id: UUID) -> str:
    """One account, and what can be changed of it."""
    return _person_page(staff_by_id(staff_id))


@blueprint.post("/people/<uuid:staff_id>/role")
@needs(Permission.MANAGE_STAFF, fresh=True)
def save_role(staff_id: UUID) -> ResponseReturnValue:
    """From the next page on they may do what the new role may."""
    form = RoleForm()
    if not form.validate():
        return _person_page(staff_by_id(staff_id), role_form=form), 422
    by, role, reason = current_staff().id, RoleName(form.role.data), form.reason.data or ""
    return _change(staff_id, lambda member: change_role(member, role, by=by, reason=reason))


@blueprint.post("/people/<uuid:staff_id>/disable")
@needs(Permission.MANAGE_STAFF, fresh=True)
def disable(staff_id: UUID) -> ResponseReturnValue:
    """Out at once, in every browser."""
    by, reason = current_staff().id, _reason()
    if not request.form.get("reason", "").strip():
        return _person_page(staff_by_id(staff_id), lacks_reason=True), 422
    return _change(staff_id, lambda member: disable_staff(member, by=by, reason=reason))


@blueprint.post("/people/<uuid:staff_id>/enable")
@needs(Permission.MANAGE_STAFF, fresh=True)
def enable(staff_id: UUID) -> ResponseReturnValue:
    """In again, with what they used before."""
    by, reason = current_staff().id, _reason()
    return _change(staff_id, lambda member: enable_staff(member, by=by, reason=reason))


@blueprint.post("/people/<uuid:staff_id>/forget-second-factor")
@needs(Permission.MANAGE_STAFF, fresh=True)
def forget_factor(staff_id: UUID) -> ResponseReturnValue:
    """For somebody who lost telephone or key."""
    by, reason = current_staff().id, _reason()
    return _change(staff_id, lambda member: forget_second_factor(member, by=by, reason=reason))


@blueprint.post("/people/<uuid:staff_id>/invite-again")
@needs(Permission.MANAGE_STAFF, fresh=True)
def send_invitation_again(staff_id: UUID) -> ResponseReturnValue:
    """The letter once more."""
    by = current_staff().id
    return _change(staff_id, lambda member: invite_again(member, by=by))


def _change(staff_id: UUID, change: Callable[[StaffMember], None]) -> ResponseReturnValue:
    """In one transaction; a refusal is told on the page one came from."""
    page = url_for("staff.person", staff_id=staff_id)
    try:
        with transaction():
            change(staff_by_id(staff_id))
    except Refused as refusal:
        flash(translate_message(refusal.message, refusal.parameters), "error")
    else:
        flash(gettext("Saved."))
    return redirect(page, 303)


def _reason() -> str:
    """Why, as far as it can be read; a reason that cannot is no reason to leave a door open."""
    form = ReasonForm()
    return (form.reason.data or "") if form.validate() else ""


def _invite_page(form: InviteForm) -> str:
    return render_template("staff/invite.html", form=form)


def _person_page(member: StaffMember, role_form: RoleForm | None = None, *, lacks_reason: bool = False) -> str:
    return render_template(
        "staff/person.html",
        person=member,
        is_last_admin=is_last_admin(member),
        role_form=role_form or RoleForm(formdata=None, role=member.role),
        lacks_reason=lacks_reason,
        role_names=role_names(),
    )
