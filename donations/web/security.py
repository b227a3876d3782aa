"""Flask's cookie session, with its signer made once; Flask itself makes two for every request that has a session."""

from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf import CSRFProtect
from itsdangerous import URLSafeTimedSerializer

from donations.settings import Settings


class CookieSessions(SecureCookieSessionInterface):
    """As Flask's own. The keys are those of the application's start."""

    def __init__(self) -> None:
        self.get_signing_serializer = cache(self._signer)  # type: ignore[method-assign]  # the same call, remembered

    def _signer(self, app: Flask) -> URLSafeTimedSerializer | None:
        return super().get_signing_serializer(app)


csrf = CSRFProtect()
View = TypeVar("View", bound=Callable[..., Any])


def form_checks_token(view: View) -> View:
    """For a view whose form checks the token itself, so that a stale one loses nothing of what was typed."""
    csrf.exempt(view)
    return view


_YEAR = 31_536_000


def init(app: Flask, settings: Settings) -> None:
    """A policy without inline code; the form may lead to the payment page and nowhere else."""
    policy = "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            f"form-action 'self' {settings.checkout_origin}",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if settings.is_https:
            headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}; includeSubDomains")
        if (
            request.endpoint not in ("static", "public.brand", "public.logo")
            or response.status_code >= HTTPStatus.BAD_REQUEST
        ):
            headers["Cache-Control"] = "no-store"
            response.vary.update(("Accept-Language", "Cookie"))
        return response
