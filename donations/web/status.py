"""Is it well? `/healthz` and `/metrics`: details for this machine or a bearer of the token, a bare "ok" for others."""

import hmac

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from donations.reporting.health import health, metrics_text
from donations.web.app_context import settings
from donations.web.rate_limits import limiter

blueprint = Blueprint("status", __name__)
limiter.exempt_all(blueprint)
_LOOPBACK = ("127.0.0.1", "::1")
_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """200 while the database answers, else 503."""
    try:
        report = health(settings().mode)
    except SQLAlchemyError as error:
        report = {"status": "down", "problem": type(error).__name__}
    status = 200 if report["status"] == "ok" else 503
    if not _may_see_details():
        return Response(report["status"], status, content_type="text/plain")
    return jsonify(report), status


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Prometheus text, also where there is no database to count in; others get "ok"."""
    if not _may_see_details():
        return Response("ok", content_type="text/plain")
    try:
        figures, status = metrics_text(settings().mode), 200
    except SQLAlchemyError:
        figures, status = b"donations_up 0.0\n", 503
    return Response(figures, status, content_type="text/plain; version=0.0.4")


def _may_see_details() -> bool:
    """A proxy on this machine makes all the world look local, but says for whom it asks."""
    token = settings().status_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    return request.remote_addr in _LOOPBACK and not any(request.headers.get(name) for name in _FORWARDED)
