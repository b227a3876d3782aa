"""The forms about accounts."""

from typing import Any

from flask_babel import gettext
from wtforms.validators import DataRequired

from donations.staff.invite_staff import Invitation
from donations.staff.permissions import RoleName
from donations.web.forms import BaseForm, LineField, at_most, choice, lazy, printable_line
from donations.web.language import LANGUAGES

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
        RoleName.FUNDRAISER: gettext("cares for supporters and their gifts, takes data out"),
        RoleName.ACCOUNTANT: gettext("also gives money back and minds the machine room"),
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
