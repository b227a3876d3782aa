"""The blueprint that the views of this folder hang on."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_security.utils import check_and_update_authn_fresh
from werkzeug.exceptions import HTTPException
from werkzeug.urls import uri_to_iri

from donations.staff.models import StaffMember
from donations.staff.permissions import Permission, may
from donations.web.app_context import settings
from donations.web.language import use_language, without_language

blueprint = Blueprint("staff", __name__, url_prefix="/staff")


# Pages of Flask-Security that need a recent sign-in themselves.
_OF_ACCOUNT = ("two_factor_setup", "wan_register", "mf_recovery_codes", "change_password")
_OWN = frozenset(f"security.{name}" for name in _OF_ACCOUNT)


def way_back() -> str | None:
    """The address to return to: this page, or for something sent the page it was sent from."""
    if request.method in ("GET", "HEAD"):
        return own_page(request.full_path)
    return own_page(urlsplit(request.referrer or "")._replace(scheme="", netloc="").geturl())


def own_page(address: str) -> str | None:
    """`address`, made anew from the route it leads to; None unless it is a page of the staff side."""
    found = _route(address)
    if found is None or not (found[0].startswith("staff.") or found[0] in _OWN):
        return None
    query = urlencode(parse_qsl(urlsplit(address).query, keep_blank_values=True))
    return url_for(found[0], **found[1]) + (f"?{query}" if query else "")


def is_ours(address: str) -> bool:
    """Whether a redirect leads to the staff side, sign-in included."""
    found = _route(address)
    return found is not None and found[0].startswith(("staff.", "security."))


def _route(address: str) -> tuple[str, dict[str, Any]] | None:
    try:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path.startswith("/"):
            return None
        path = without_language(uri_to_iri(parts.path))
        endpoint, values = current_app.url_map.bind("").match(path, method="GET")
    except (HTTPException, ValueError):
        return None
    return str(endpoint), dict(values)


_DASHBOARD = {"live": "https://dashboard.stripe.com", "test": "https://dashboard.stripe.com/test"}


def dashboard_url(kind: str, provider_id: str | None) -> str | None:
    """`kind` as the address has it, e.g. `payments`; the sandbox has no such pages."""
    base = _DASHBOARD.get(settings().mode)
    return f"{base}/{kind}/{provider_id}" if base and provider_id else None


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
