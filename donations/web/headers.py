"""Headers of every answer, errors included."""

from http import HTTPStatus

from flask import Flask, Response, request

from donations.settings import Settings

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
