"""What happens to one's own account, into the audit trail: Flask-Security tells it by signals, in our transaction."""

from typing import Any

from flask import Flask
from flask_login import user_logged_out
from flask_security import signals

from donations.core import clock
from donations.core.database import session
from donations.staff.models import StaffMember
from donations.staff.record_audit import Act, record_audit
from donations.staff.sign_in_attempts import record_attempt
from donations.web.staff.sign_in.throttle import attempt_at


def init(app: Flask) -> None:
    """Listen for this application."""
    for signal, listener in _LISTENERS:
        signal.connect(listener, app)


def _signed_in(_app: Flask, user: StaffMember, authn_via: list[str] | None = None, **_more: Any) -> None:
    if authn_via == ["change"]:  # a changed password signs its own browser in again
        return
    user.signed_in_at = clock.now()
    record_attempt(attempt_at(user.email), has_succeeded=True)
    _record("staff.signed_in", user)


def _signed_out(_app: Flask, user: Any, **_more: Any) -> None:
    member = user._get_current_object() if hasattr(user, "_get_current_object") else user  # noqa: SLF001 - Flask's way to unwrap
    if isinstance(member, StaffMember):
        member.end_sessions()
        _record("staff.signed_out", member)


def _password_set(_app: Flask, user: StaffMember, **_more: Any) -> None:
    user.password_set_at = clock.now()
    record_attempt(attempt_at(user.email), has_succeeded=True)
    _record("staff.password_set", user)


def _password_changed(_app: Flask, user: StaffMember, **_more: Any) -> None:
    user.password_set_at = clock.now()
    _record("staff.password_changed", user)


def _app_removed(_app: Flask, user: StaffMember, **_more: Any) -> None:
    _record("staff.app_removed", user)


def _passkey_added(_app: Flask, user: StaffMember, name: str, **_more: Any) -> None:
    _record("staff.passkey_added", user, name)


def _passkey_removed(_app: Flask, user: StaffMember, name: str, **_more: Any) -> None:
    _record("staff.passkey_removed", user, name)


def _record(action: str, member: StaffMember, passkey: str = "") -> None:
    session.flush()
    after = {"passkey": passkey} if passkey else None
    record_audit(Act(action, "staff", member.id, member.id, after=after))


_LISTENERS = (
    (signals.user_authenticated, _signed_in),
    (user_logged_out, _signed_out),
    (signals.password_reset, _password_set),
    (signals.password_changed, _password_changed),
    (signals.tf_disabled, _app_removed),
    (signals.wan_registered, _passkey_added),
    (signals.wan_deleted, _passkey_removed),
)
