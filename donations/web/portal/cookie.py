"""The cookie of My giving: which sign-in opened it. Apart from the one of staff, and never before somebody is in."""

from functools import cache
from uuid import UUID

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeSerializer

from donations.core import clock
from donations.supporters.sign_in import SESSION_LASTS, Opened
from donations.web.house import settings

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
