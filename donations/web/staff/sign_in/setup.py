"""What Flask-Security tells a person, in our words; translated when it is shown."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast

from flask import Flask, abort, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login.utils import _user_context_processor
from flask_security import Security

from donations.core import clock
from donations.core.database import db, transaction
from donations.core.wording import CATALOGS
from donations.settings import Settings
from donations.staff.invite_staff import GOOD_FOR, STAFF_RESET
from donations.staff.models import StaffMember, WebAuthn
from donations.staff.sign_in_attempts import record_attempt
from donations.web.language import use_language
from donations.web.staff.guard import FRESH, ask_to_confirm, ask_to_sign_in, is_ours, staff_or_none
from donations.web.staff.sign_in import adapters as access_tools
from donations.web.staff.sign_in import forms as access_forms
from donations.web.staff.sign_in import throttle as access_trail
from donations.web.staff.sign_in.throttle import attempt_of_request, few_at_once, is_number, refuse_too_many

_ERROR, _DONE, _NOTE = "error", "success", "message"


def _(message: str) -> str:
    """Marks a text for the catalogs; Flask-Security translates it from them."""
    return message


MESSAGES = {
    "API_ERROR": (_("This cannot be read. Please load the page again and try once more."), _ERROR),
    "GENERIC_AUTHN_FAILED": (_("Address and password do not fit together."), _ERROR),
    "UNAUTHENTICATED": (_("Please sign in."), _NOTE),
    "REAUTHENTICATION_REQUIRED": (_("Please confirm first that it is you."), _NOTE),
    "REAUTHENTICATION_SUCCESSFUL": (_("Thank you. You can go on now."), _DONE),
    "INVALID_REDIRECT": (_("This link leads elsewhere and was not followed."), _ERROR),
    "EMAIL_NOT_PROVIDED": (_("Please write your e-mail address."), _ERROR),
    "INVALID_EMAIL_ADDRESS": (_("This is not an e-mail address."), _ERROR),
    "PASSWORD_NOT_PROVIDED": (_("Please write your password."), _ERROR),
    "PASSWORD_INVALID_LENGTH": (_("Please choose at least %(length)s characters."), _ERROR),
    "PASSWORD_IS_THE_SAME": (_("This is the password you have already: please choose another."), _ERROR),
    "RETYPE_PASSWORD_MISMATCH": (_("The two passwords differ."), _ERROR),
    "INVALID_PASSWORD": (_("This is not your password."), _ERROR),
    "PASSWORD_RESET_REQUEST": (
        _("If this address has an account, a letter with a link is on its way to it."),
        _DONE,
    ),
    "PASSWORD_RESET_EXPIRED": (_("This link is too old. Write your address here, and a new one comes."), _ERROR),
    "INVALID_RESET_PASSWORD_TOKEN": (
        _(
            "This link has been used, or it is too old. Write your address here, and a new one comes; or ask whoever "
            "invited you to send the invitation again."
        ),
        _ERROR,
    ),
    "PASSWORD_RESET_NO_LOGIN": (_("Your password is set. Please sign in with it."), _DONE),
    "PASSWORD_CHANGE": (_("Your password is changed. All other browsers are signed out."), _DONE),
    "DISABLED_ACCOUNT": (_("This account is disabled."), _ERROR),
    "TWO_FACTOR_INVALID_TOKEN": (_("This code is not right, or it was used already."), _ERROR),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_("The code is right. Welcome."), _DONE),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (_("The app is set up: from now on its code is asked."), _DONE),
    "TWO_FACTOR_PERMISSION_DENIED": (_("Please sign in first."), _ERROR),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_("Please choose one of the ways shown."), _ERROR),
    "TWO_FACTOR_DISABLED": (_("The app is removed: its code is not asked any more."), _DONE),
    "TWO_FACTOR_SETUP_EXPIRED": (_("That took too long. Please start again."), _ERROR),
    "INVALID_RECOVERY_CODE": (_("This recovery code is not right, or it was used already."), _ERROR),
    "NO_RECOVERY_CODES_SETUP": (_("There are no recovery codes yet."), _NOTE),
    "WEBAUTHN_EXPIRED": (_("That took too long. Please start again."), _ERROR),
    "WEBAUTHN_NAME_REQUIRED": (_("Please give the passkey a name."), _ERROR),
    "WEBAUTHN_NAME_INUSE": (_("You have a passkey of this name already."), _ERROR),
    "WEBAUTHN_NAME_NOT_FOUND": (_("You have no passkey of this name."), _ERROR),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (_("Please use letters, figures and spaces only."), _ERROR),
    "INVALID_INPUT": (_("Please write this again."), _ERROR),
    "INVALID_INPUT_LENGTH": (_("This is too long."), _ERROR),
    "WEBAUTHN_CREDENTIAL_DELETED": (_("The passkey is removed."), _DONE),
    "WEBAUTHN_REGISTER_SUCCESSFUL": (_("The passkey is added: you can sign in with it."), _DONE),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": (_("This passkey is known already."), _ERROR),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (_("This passkey is not known here."), _ERROR),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": (_("This passkey is not known here."), _ERROR),
    "WEBAUTHN_NO_VERIFY": (_("The passkey could not be checked. Please try again."), _ERROR),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": (_("This passkey is not for this use."), _ERROR),
    "WEBAUTHN_MISMATCH_USER_HANDLE": (_("This passkey belongs to another account."), _ERROR),
}


SHORTEST_PASSWORD = 12
RECOVERY_CODES = 8

# OWASP's least for argon2id, a few dozen milliseconds: on SQLite the writers wait for it.
ARGON2 = {"argon2__type": "ID", "argon2__rounds": 2, "argon2__memory_cost": 19456, "argon2__parallelism": 1}
_URLS = {
    "LOGIN_URL": "/staff/sign-in",
    "LOGOUT_URL": "/staff/sign-out",
    "VERIFY_URL": "/staff/confirm",
    "RESET_URL": "/staff/password/reset",
    "CHANGE_URL": "/staff/password",
    "TWO_FACTOR_SETUP_URL": "/staff/app",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/staff/sign-in/code",
    "TWO_FACTOR_RESCUE_URL": "/staff/sign-in/help",
    "TWO_FACTOR_SELECT_URL": "/staff/sign-in/choose",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/staff/recovery-codes",
    "MULTI_FACTOR_RECOVERY_URL": "/staff/sign-in/recovery",
    "WAN_REGISTER_URL": "/staff/passkeys",
    "WAN_DELETE_URL": "/staff/passkeys/remove",
    "WAN_SIGNIN_URL": "/staff/sign-in/passkey",
    "WAN_VERIFY_URL": "/staff/confirm/passkey",
}
_WAYS = {
    "POST_LOGIN_VIEW": "staff.home",
    "POST_VERIFY_VIEW": "staff.home",
    "POST_LOGOUT_VIEW": "security.login",
    "POST_RESET_VIEW": "security.login",
    "POST_CHANGE_VIEW": "staff.account",
    "TWO_FACTOR_POST_SETUP_VIEW": "staff.account",
    "WAN_POST_REGISTER_VIEW": "staff.account",
}
_TEMPLATES = {
    "LOGIN_USER_TEMPLATE": "sign_in",
    "VERIFY_TEMPLATE": "confirm",
    "FORGOT_PASSWORD_TEMPLATE": "forgot_password",
    "RESET_PASSWORD_TEMPLATE": "reset_password",
    "CHANGE_PASSWORD_TEMPLATE": "change_password",
    "TWO_FACTOR_SETUP_TEMPLATE": "app",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "code",
    "TWO_FACTOR_SELECT_TEMPLATE": "choose",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "recovery_codes",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "recovery",
    "WAN_REGISTER_TEMPLATE": "passkeys",
    "WAN_SIGNIN_TEMPLATE": "passkey_sign_in",
    "WAN_VERIFY_TEMPLATE": "passkey_confirm",
}
_FEATURES: dict[str, Any] = {
    "I18N_DOMAIN": "messages",
    "I18N_DIRNAME": [str(CATALOGS)],
    "JOIN_USER_ROLES": False,
    "STATIC_FOLDER": None,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "API_ENABLED_METHODS": ["session"],
    "RETURN_GENERIC_RESPONSES": True,
    "DATETIME_FACTORY": clock.now,
    "FRESHNESS": FRESH,
    "FRESHNESS_GRACE_PERIOD": timedelta(0),
    "RECOVERABLE": True,
    "RESET_PASSWORD_WITHIN": GOOD_FOR[STAFF_RESET],
    "CHANGEABLE": True,
    "EMAIL_PLAINTEXT": False,  # letters have templates of their own
    "EMAIL_HTML": False,
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": {"argon2"},  # a new secret_key must not make every password wrong
    "PASSWORD_HASH_PASSLIB_OPTIONS": ARGON2,
    "HASHING_SCHEMES": ["hex_sha256"],  # what a reset link says of the present hash; slow by default, and in vain
    "PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
    "TWO_FACTOR": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,  # seconds early or late
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
    "WEBAUTHN": True,
    "WAN_ALLOW_USER_HINTS": False,  # an address typed in would tell whether it has an account
    "WAN_SIGNIN_WITHIN": timedelta(minutes=2),
}


def access_config(settings: Settings) -> dict[str, Any]:
    """All of it, as Flask's configuration takes it."""
    security = {
        **_FEATURES,
        **_URLS,
        **_WAYS,
        **{key: f"staff/sign_in/{name}.html" for key, name in _TEMPLATES.items()},
        **{f"MSG_{key}": text for key, text in MESSAGES.items()},
        "TWO_FACTOR_REQUIRED": settings.mode == "live",
        "TOTP_SECRETS": {1: _key(settings, "authenticator app").hex()},
        "TOTP_ISSUER": settings.hosts[0],
        "WAN_RP_NAME": settings.hosts[0],
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [base64.urlsafe_b64encode(_key(settings, "recovery codes"))],
    }
    return {f"SECURITY_{key}": value for key, value in security.items()}


def _key(settings: Settings, purpose: str) -> bytes:
    """A key of its own for each purpose, from the one secret."""
    return hmac.digest(settings.secret_key.encode(), purpose.encode(), hashlib.sha256)


View = Callable[..., ResponseReturnValue]


def init(app: Flask, settings: Settings) -> None:
    """Install it, and put our transaction, throttle and redirects around its views."""
    app.config.update(access_config(settings))
    app.config["STAFF_SECOND_FACTOR_REQUIRED"] = settings.mode == "live"
    security = Security(
        app,
        access_tools.StaffRows(db, StaffMember, access_tools.NoRole, WebAuthn),
        login_form=access_forms.SignIn,
        verify_form=access_forms.Confirm,
        change_password_form=access_forms.ChangePassword,
        two_factor_verify_code_form=access_forms.Code,
        two_factor_setup_form=access_forms.SetUpApp,
        two_factor_rescue_form=access_forms.Help,
        mf_recovery_form=access_forms.Recovery,
        wan_register_form=access_forms.NewPasskey,
        wan_register_response_form=access_forms.MadePasskey,
        mail_util_cls=access_tools.StaffLetters,
        password_util_cls=access_tools.StaffPasswords,
        totp_cls=access_tools.Codes,
        webauthn_util_cls=access_tools.Passkeys,
        mf_recovery_codes_util_cls=access_tools.RecoveryCodes,
    )
    security.want_json(lambda _request: False)
    security.unauthn_handler(lambda *_how, **_headers: make_response(ask_to_sign_in()))
    security.reauthn_handler(lambda *_how: make_response(ask_to_confirm()))
    security.context_processor(lambda: {"passkeys_work": not is_number(request.host.partition(":")[0])})
    access_trail.init(app)
    _leave_others_alone(app, security)
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith("security."):
            app.view_functions[endpoint] = _inside(cast("View", view))


def _leave_others_alone(app: Flask, security: Any) -> None:
    """Only staff pages look at who is signed in: public ones, files and errors touch neither cookie nor account.

    Nobody is remembered beyond the session, and there are no tokens instead of it.
    """
    security.principal.identity_loaders.clear()
    security.login_manager.request_loader(None)
    app.after_request_funcs[None].remove(security.login_manager._update_remember_cookie)  # noqa: SLF001 - there is no switch
    app.template_context_processors[None].remove(_user_context_processor)


def _inside(view: View) -> View:
    """Flask-Security's view: what it sends is counted, written in one transaction, and leads nowhere else."""

    @wraps(view)
    def inside(**kwargs: Any) -> ResponseReturnValue:
        if request.is_json or request.files:
            abort(415)
        if staff := staff_or_none():
            use_language(staff.language)
            if request.endpoint == "security.two_factor_token_validation":  # it would sign a stray visitor out
                return redirect(url_for("staff.home"), 303)
        if request.method != "POST":
            return _kept_here(view(**kwargs))
        with few_at_once(), transaction():
            return _kept_here(_counted(view, **kwargs))

    return inside


def _counted(view: View, **kwargs: Any) -> ResponseReturnValue:
    attempt = attempt_of_request()
    if attempt is None:
        return view(**kwargs)
    refuse_too_many(attempt)
    answer = view(**kwargs)
    if g.get("sign_in_failed"):
        record_attempt(attempt)
    return answer


def _kept_here(answer: ResponseReturnValue) -> ResponseReturnValue:
    """Whatever was asked for, a redirect leads to a staff page of ours, known by its route."""
    response = make_response(answer)
    if response.location and not is_ours(response.location):
        return redirect(url_for("staff.home"), 303)
    return response
