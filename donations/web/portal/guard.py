"""The blueprint that the views of this folder hang on, and what its templates share."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, ParamSpec, cast
from uuid import UUID

from flask import Blueprint, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeSerializer

from donations.core import clock
from donations.supporters.models import Supporter
from donations.supporters.sign_in import SESSION_LASTS, Opened, who_is_in
from donations.web.app_context import settings
from donations.web.language import use_language
from donations.web.portal.notices import notice

blueprint = Blueprint("portal", __name__)


@blueprint.context_processor
def _shared() -> dict[str, Any]:
    """`me`: whoever is in, and `notice`: what has just been done."""
    return {"me": g.get("supporter"), "notice": notice(request.args.get("done", ""))}


NAME = "my"


def remember(response: Response, opened: Opened) -> None:
    """Until the browser is closed, and never longer than a session lasts."""
    issued_at = int(clock.now().timestamp())
    said = [opened.sign_in_id.hex, opened.supporter_id.hex, opened.session_version, issued_at]
    text = str(_serializer(current_app.config["SECRET_KEY"]).dumps(said))
    response.set_cookie(NAME, text, httponly=True, samesite="Lax", secure=settings().is_https, path="/")


def remembered() -> Opened | None:
    """What the browser shows; None for nothing, for what is not ours, and for what is too old."""
    try:
        said = _serializer(current_app.config["SECRET_KEY"]).loads(request.cookies.get(NAME, ""))
        sign_in_id, supporter_id, version, issued_at = said
        age = clock.now().timestamp() - issued_at
        return Opened(UUID(sign_in_id), UUID(supporter_id), version) if age < SESSION_LASTS.total_seconds() else None
    except (BadData, TypeError, ValueError):
        return None


def forget(response: Response) -> None:
    """The browser drops it."""
    response.delete_cookie(NAME, httponly=True, samesite="Lax", secure=settings().is_https, path="/")


@cache
def _serializer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="my giving")


SUPPORTER, TOKEN, ANYONE = "supporter", "token", "anyone"

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


def for_supporters(view: View[P]) -> View[P]:
    """Let in whoever signed in by a letter; everybody else is asked to."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if supporter_or_none() is None:
            return redirect(url_for("portal.home", done="ended"), 303)
        return view(*args, **kwargs)

    cast("Any", guarded).opens_by = SUPPORTER
    return guarded


def by_token(view: View[P]) -> View[P]:
    """The token in the address is asked for by the view itself; no session is."""
    cast("Any", view).opens_by = TOKEN
    return view


def for_anyone(view: View[P]) -> View[P]:
    """What one opens before one is in."""
    cast("Any", view).opens_by = ANYONE
    return view


def supporter_or_none() -> Supporter | None:
    """Whoever is in, if anybody is; asked of the database once a request. The page speaks their language."""
    if "supporter" not in g:
        opened = remembered()
        g.supporter = who_is_in(opened) if opened else None
        if g.supporter:
            use_language(g.supporter.language)
    found: Supporter | None = g.supporter
    return found


def current_supporter() -> Supporter:
    """Whoever is in; for views that `for_supporters` guards."""
    supporter = supporter_or_none()
    if supporter is None:
        raise RuntimeError("only a view under for_supporters may ask for the current supporter")
    return supporter
