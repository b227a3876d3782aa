"""The page's language: from the address (``/pl/…``), else what the browser asks for, else the organisation's own.

The prefix is taken off before routing and kept as the script's root, so that every link made on a Polish page is
Polish without naming it.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, gettext, refresh

from donations.core.money import Money
from donations.core.wording import format_day
from donations.web.app_context import organisation_or_none

LANGUAGES = {"pl": "Polski", "en": "English"}
_KEY = "donations.language"
_DEFAULT = "en"


class LanguagePrefix:
    """WSGI middleware: ``/pl/give`` is routed as ``/give`` below the root ``/pl``."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        first, _, rest = environ.get("PATH_INFO", "/").lstrip("/").partition("/")
        if first in LANGUAGES:
            environ[_KEY] = first
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{first}"
            environ["PATH_INFO"] = f"/{rest}"
        return self.app(environ, start_response)


def init(app: Flask) -> None:
    """Install the middleware and tell Flask-Babel."""
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]  # Flask's documented way
    app.config["BABEL_DEFAULT_LOCALE"] = _DEFAULT
    Babel(app, locale_selector=current_language)
    app.context_processor(_for_templates)


def without_language(path: str) -> str:
    """The path as it is routed."""
    first, _, rest = path.lstrip("/").partition("/")
    return f"/{rest}" if first in LANGUAGES else path


def current_language() -> str:
    """One of `LANGUAGES`."""
    chosen: str | None = g.get("language")
    return chosen or _asked_for()


def use_language(code: str) -> None:
    """For pages that belong to one person: their language, unless the address says another."""
    if not request.environ.get(_KEY) and code in LANGUAGES:
        g.language = code
        refresh()


def _asked_for() -> str:
    if not has_request_context():
        return _DEFAULT
    prefix: str | None = request.environ.get(_KEY)
    if prefix:
        return prefix
    best = request.accept_languages.best_match([*LANGUAGES])
    organisation = None if best else organisation_or_none()
    return best or (organisation.default_language if organisation else _DEFAULT)


def translate_message(message: str, parameters: dict[str, Any]) -> str:
    """The text of an error below the web, in the page's language; money and days as people write them."""
    details = {name: _details(value) for name, value in parameters.items()}
    return str(gettext(message, **details)) if details else str(gettext(message))


def _details(value: Any) -> Any:
    if isinstance(value, Money):
        return value.format(current_language())
    return format_day(value, current_language()) if isinstance(value, date) else value


def _for_templates() -> dict[str, Any]:
    language = current_language()
    return {"language": language, "language_links": _links(language)}


def _links(language: str) -> list[dict[str, Any]]:
    query = request.query_string.decode("latin-1")
    address = request.path + (f"?{query}" if query else "")
    return [
        {"code": code, "label": label, "url": f"/{code}{address}", "is_current": code == language}
        for code, label in LANGUAGES.items()
    ]
