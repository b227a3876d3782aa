"""Which account is tried from which address, and what happens to those who try too often."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from flask import request
from flask import session as cookie
from sqlalchemy import select
from werkzeug.exceptions import TooManyRequests

from donations.core.database import lock_words, session
from donations.staff.models import StaffMember
from donations.staff.sign_in_attempts import Attempt, may_try
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
