"""Which account is tried from which address, and what happens to those who try too often."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any

from flask import Flask, request
from flask import session as cookie
from flask_login import user_logged_out
from flask_security import signals
from sqlalchemy import select
from werkzeug.exceptions import TooManyRequests

from donations.core import clock
from donations.core.database import lock_words, session
from donations.staff.audit_trail import Act, record_audit
from donations.staff.models import StaffMember
from donations.staff.sign_in_attempts import Attempt, may_try, record_attempt
from donations.web.rate_limits import place_of
from donations.web.staff.guard import staff_or_none

TRIES = {
    "security.login",
    "security.verify",
    "security.change_password",
    "security.two_factor_token_validation",
    "security.mf_recovery",
}
AT_ONCE = 4  # in one process
_HASHING = TRIES | {"security.forgot_password", "security.reset_password"}
_places = BoundedSemaphore(AT_ONCE)


@contextmanager
def few_at_once() -> Iterator[None]:
    """Passwords are hashed within the transaction: on SQLite those who give wait for it, but for a few at most."""
    if request.endpoint not in _HASHING:
        yield
        return
    if not _places.acquire(blocking=False):
        raise TooManyRequests(retry_after=1)
    try:
        yield
    finally:
        _places.release()


def attempt_at(email: str) -> Attempt:
    """A try at this account, from where the request comes."""
    return Attempt(email, place_of(request.remote_addr or ""))


def refuse_too_many(attempt: Attempt) -> None:
    """In the view's transaction, so that a hundred at once are still counted one by one."""
    lock_words("sign-in", attempt.account_key)
    lock_words("sign-in from", attempt.address_key)
    if not may_try(attempt):
        raise TooManyRequests(retry_after=900)


def attempt_of_request() -> Attempt | None:
    """Whom somebody claims to be: by what they typed, by their half-done sign-in, or signed in already."""
    if request.method != "POST" or request.endpoint not in TRIES:
        return None
    if staff := staff_or_none():
        return attempt_at(staff.email)
    if request.endpoint == "security.login":
        return attempt_at(request.form.get("email", ""))
    half_done = session.scalar(
        select(StaffMember.email).where(StaffMember.fs_uniquifier == cookie.get("tf_user_id", ""))
    )
    return attempt_at(half_done) if half_done else None


def is_number(host: str) -> bool:
    """Whether it is an address of figures: browsers keep passkeys for names only."""
    return host.startswith("[") or host.replace(".", "").isdigit()


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
