"""What Flask-Security works with here instead of its own: rows, letters, passwords, codes and passkeys."""

from typing import Any

from flask_babel import gettext
from flask_security import (
    MailUtil,
    MfRecoveryCodesUtil,
    PasswordUtil,
    RoleMixin,
    SQLAlchemyUserDatastore,
    Totp,
    WebauthnUtil,
    hash_password,
)
from passlib.totp import TotpMatch
from webauthn.helpers.structs import AuthenticatorSelectionCriteria, ResidentKeyRequirement, UserVerificationRequirement

from donations.core.database import session
from donations.staff.audit_trail import Act, record_audit
from donations.staff.change_staff import is_common
from donations.staff.invite_staff import STAFF_PASSWORD_CHANGED, STAFF_RESET, write_staff_letter
from donations.staff.models import StaffMember
from donations.staff.sign_in_attempts import may_have_letter, record_attempt
from donations.web.staff.sign_in.throttle import attempt_at

_LETTERS = {
    "security/email/reset_instructions": STAFF_RESET,
    "security/email/reset_notice": STAFF_PASSWORD_CHANGED,
    "security/email/change_notice": STAFF_PASSWORD_CHANGED,
}
LONGEST_PASSWORD = 200


class NoRole(RoleMixin):
    """Flask-Security wants a class of roles; what somebody may do is in permissions.py."""

    name = ""


class StaffRows(SQLAlchemyUserDatastore):
    """Never commits: the view runs in a `transaction()`, which does."""

    def commit(self) -> None:
        """Write, so that a constraint speaks up now; what is committed is decided at the end of the view."""
        if session.dirty or session.new or session.deleted:
            session.flush()

    def tf_set(self, user: Any, primary_method: str, totp_secret: str | None = None, phone: str | None = None) -> None:
        """A new app is an act of its own; Flask-Security's signals do not tell it from an ordinary code."""
        is_new = totp_secret is not None and totp_secret != user.tf_totp_secret
        super().tf_set(user, primary_method, totp_secret, phone)
        if is_new:
            record_audit(Act("staff.app_set_up", "staff", user.id, user.id))

    def mf_set_recovery_codes(self, user: Any, rcs: list[str] | None) -> None:
        """New recovery codes are an act of its own; Flask-Security has no signal for it."""
        super().mf_set_recovery_codes(user, rcs)
        record_audit(Act("staff.recovery_codes_made", "staff", user.id, user.id))


class StaffLetters(MailUtil):
    """Letters go through the outbox; an address is compared in small letters."""

    def send_mail(self, template: str, *_envelope: Any, **context: Any) -> None:
        """Owe the letter of ours that `template` stands for."""
        member: StaffMember = context["user"]
        kind = _LETTERS.get(template)
        if kind == STAFF_RESET:
            hash_password("as long as for an address that is not known")
            attempt = attempt_at(member.email)
            if not may_have_letter(attempt):
                return
            record_attempt(attempt, kind="letter")
        if kind:
            write_staff_letter(kind, member)

    def normalize(self, email: str) -> str:
        """As the account's address is stored."""
        return super().normalize(email.strip()).lower()

    def validate(self, email: str) -> str:
        """The same: nobody is asked whether the domain exists, which would take longer for some."""
        return self.normalize(email)


class StaffPasswords(PasswordUtil):
    """Long enough, not endless, and none that is tried first."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """What is wrong with it, if anything, and the password as it is hashed."""
        normal = self.normalize(password)
        if len(normal) > LONGEST_PASSWORD:
            return [gettext("Please choose at most %(length)d characters.", length=LONGEST_PASSWORD)], normal
        problems, normal = super().validate(password, is_register, **kwargs)
        if not problems and is_common(normal, _words_about(kwargs.get("user"))):
            problems = [gettext("This password is easy to guess. Three or four unrelated words make a good one.")]
        return problems, normal


def _words_about(member: StaffMember | None) -> list[str]:
    return [member.name, member.email, *member.name.split(), *member.email.split("@")] if member else []


class Codes(Totp):
    """A code of the app is taken once."""

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        """Whether the code is right and new; codes of an app being set up have nothing before them."""
        if totp_secret != user.tf_totp_secret:
            user.totp_counter = None
        return super().verify_totp("".join(str(token).split()), totp_secret, user, window)

    def get_last_counter(self, user: Any) -> int | None:
        """The last one taken."""
        counter: int | None = user.totp_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        """This one is used up."""
        user.totp_counter = tmatch.counter


class RecoveryCodes(MfRecoveryCodesUtil):
    """Codes as people type them."""

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Whether it is one of theirs."""
        return super().check_recovery_code(user, tidy_code(code))

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        """It is used up."""
        record_audit(Act("staff.recovery_code_used", "staff", user.id, user.id))
        return super().delete_recovery_code(user, tidy_code(code))


def tidy_code(typed: str) -> str:
    """Capitals and spaces do not matter."""
    return "".join(typed.split()).lower()


class Passkeys(WebauthnUtil):
    """A passkey is asked for by the device's own lock (finger, face, PIN): alone it is as good as two factors."""

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:  # noqa: ARG002 - Flask-Security's signature
        """In the device or on a key, but able to say who it belongs to."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:  # noqa: ARG002 - Flask-Security's signature
        """Always."""
        return UserVerificationRequirement.REQUIRED
