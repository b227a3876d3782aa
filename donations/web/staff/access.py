"""Sign-in and all that belongs to it: Flask-Security, set up for this house."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import Flask, abort, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login.utils import _user_context_processor
from flask_security import Security

from donations.core.database import db, transaction
from donations.settings import Settings
from donations.staff.models import StaffMember, WebAuthn
from donations.staff.sign_in_attempts import record_attempt
from donations.web.language import use_language
from donations.web.staff import access_forms, access_tools, access_trail
from donations.web.staff.access_settings import access_config
from donations.web.staff.guard import ask_to_confirm, ask_to_sign_in, staff_or_none
from donations.web.staff.throttle import attempt_of_request, few_at_once, is_number, refuse_too_many
from donations.web.staff.way_back import is_ours

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
