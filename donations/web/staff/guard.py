"""Who may open a staff page. Every view of the staff side says so with `needs`; a test fails on one that does not."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, cast

from flask import abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_security.utils import check_and_update_authn_fresh

from donations.staff.models import StaffMember
from donations.staff.permissions import Permission, may
from donations.web.language import use_language
from donations.web.staff.shared.way_back import way_back

FRESH = timedelta(minutes=15)  # how long a sign-in counts as recent for what cannot be undone
_NO_GRACE = timedelta(0)
_WITHOUT = ("staff.account", "staff.save_account")  # pages for whoever still has to add a second factor

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


def needs(permission: Permission, *, fresh: bool = False) -> Callable[[View[P]], View[P]]:
    """Let in only staff whose role has `permission`; with `fresh` only shortly after they have signed in.

    Put `fresh` on the page of a form as well as on its sending: who must sign in again comes back to an empty form.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            return _turned_away(permission, fresh=fresh) or view(*args, **kwargs)

        cast("Any", guarded).permission = permission
        return guarded

    return decorate


def for_anyone(view: View[P]) -> View[P]:
    """For the few pages one opens before one can sign in; said aloud, so that it is never forgotten."""
    cast("Any", view).permission = None
    return view


def staff_or_none() -> StaffMember | None:
    """Whoever is signed in, if anybody is."""
    user = current_user._get_current_object()  # noqa: SLF001 - Flask's way to unwrap a proxy
    return user if isinstance(user, StaffMember) else None


def current_staff() -> StaffMember:
    """Whoever is signed in; for views that `needs` lets only staff into."""
    staff = staff_or_none()
    if staff is None:
        raise RuntimeError("only a view under needs() may ask for the current staff member")
    return staff


def is_fresh() -> bool:
    """Whether whoever is signed in did so a short while ago."""
    return bool(check_and_update_authn_fresh(FRESH, _NO_GRACE))


def ask_to_sign_in() -> ResponseReturnValue:
    """To the sign-in page, and from there back to where it was asked for."""
    return redirect(url_for("security.login", next=way_back()), 303)


def ask_to_confirm() -> ResponseReturnValue:
    """To the page where somebody signed in shows that it is still them, and back."""
    if request.method == "POST":
        flash(gettext("This needs a recent sign-in. Please confirm that it is you, then send the form once more."))
    return redirect(url_for("security.verify", next=way_back()), 303)


def _turned_away(permission: Permission, *, fresh: bool) -> ResponseReturnValue | None:
    """Where to instead; None for whoever may pass."""
    staff = staff_or_none()
    if staff is None:
        return ask_to_sign_in()
    use_language(staff.language)
    if request.endpoint not in _WITHOUT and lacks_second_factor(staff):
        return redirect(url_for("staff.account"), 303)
    if not may(staff.role, permission):
        abort(403)
    return ask_to_confirm() if fresh and not is_fresh() else None


def lacks_second_factor(staff: StaffMember) -> bool:
    """In live mode a password alone opens nothing but the page where a second factor is added."""
    return current_app.config["STAFF_SECOND_FACTOR_REQUIRED"] and not staff.has_second_factor
