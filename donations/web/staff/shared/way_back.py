"""Where somebody wanted to go before they had to sign in: always one of our own pages, known by its route."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.urls import uri_to_iri

from donations.web.app_context import settings
from donations.web.language import without_language

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
