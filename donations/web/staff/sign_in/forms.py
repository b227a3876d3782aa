"""Flask-Security's forms where ours differ: failures are counted, nobody is remembered, and a passkey is a passkey."""

from typing import Any

from flask import g
from flask_babel import gettext
from flask_security import (
    ChangePasswordForm,
    LoginForm,
    MfRecoveryForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    WebAuthnRegisterForm,
    WebAuthnRegisterResponseForm,
)
from wtforms import HiddenField, RadioField

from donations.staff.models import StaffMember

_LONGEST_TYPED = 1000  # of a password: what is hashed is paid for


class SignIn(LoginForm):
    """Address and password."""

    remember = None  # type: ignore[assignment]  # WTForms takes a field away so

    def validate(self, extra_validators: Any = None, **kwargs: Any) -> bool:
        """Whether they fit together; who has a passkey and nothing else for a second step uses it."""
        if len(self.password.data or "") > _LONGEST_TYPED:
            self.password.data = ""
        if not super().validate(extra_validators=extra_validators, **kwargs):
            return _failed()
        if needs_passkey(self.user):
            self.form_errors.append(gettext("This account is entered with its passkey: please use the button below."))
            return False
        return True


class Confirm(VerifyForm):
    """The password once more."""

    def validate(self, extra_validators: Any = None, **kwargs: Any) -> bool:
        """Whether it is theirs."""
        return super().validate(extra_validators=extra_validators, **kwargs) or _failed()


class Code(TwoFactorVerifyCodeForm):
    """A code of the app."""

    def validate(self, extra_validators: Any = None, **kwargs: Any) -> bool:
        """Whether it is right and new."""
        return super().validate(extra_validators=extra_validators, **kwargs) or _failed()


class Recovery(MfRecoveryForm):
    """A recovery code."""

    def validate(self, extra_validators: Any = None, **kwargs: Any) -> bool:
        """Whether it is one of theirs."""
        return super().validate(extra_validators=extra_validators, **kwargs) or _failed()


class ChangePassword(ChangePasswordForm):
    """The old password, and a new one twice."""

    def validate(self, extra_validators: Any = None, **kwargs: Any) -> bool:
        """A wrong old one is a try like any other; a bad new one is not."""
        is_valid = super().validate(extra_validators=extra_validators, **kwargs)
        return is_valid or (_failed() if self.password.errors else False)


class SetUpApp(TwoFactorSetupForm):
    """The app for codes: set up, or removed."""

    setup = HiddenField()  # type: ignore[assignment]  # one button for each way, not radio buttons


class Help(TwoFactorRescueForm):
    """There is no help but a recovery code, which has a page of its own."""

    help_setup = RadioField()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.help_setup.choices = []


class NewPasskey(WebAuthnRegisterForm):
    """A passkey opens the door alone; it is never a mere second step, so nobody has to choose."""

    usage = HiddenField(default="first")  # type: ignore[assignment]  # not asked

    def validate(self, extra_validators: Any = None, **kwargs: Any) -> bool:
        """Whatever was sent as its use."""
        self.usage.data = "first"
        return super().validate(extra_validators=extra_validators, **kwargs)


class MadePasskey(WebAuthnRegisterResponseForm):
    """What the browser says about a new passkey."""

    def validate(self, extra_validators: Any = None, **kwargs: Any) -> bool:
        """Its extensions would be kept as they come, unread; we use none."""
        is_valid = super().validate(extra_validators=extra_validators, **kwargs)
        self.extensions = ""
        return is_valid


def needs_passkey(member: Any) -> bool:
    """Whether the password alone would let somebody in past the passkey."""
    return isinstance(member, StaffMember) and bool(member.webauthn) and not member.tf_primary_method


def _failed() -> bool:
    """Noted for the throttle."""
    g.sign_in_failed = True
    return False
