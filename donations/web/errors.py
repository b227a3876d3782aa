"""Errors as pages: told to the person who can mend them, in their language, with what to do next."""

from typing import Any

import structlog
from flask import Flask, Response, abort, render_template, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, SecurityError

from donations.core.database import is_collision, session
from donations.core.errors import DonationsError, NotFound, Refused
from donations.web.language import translate_message

log = structlog.get_logger()

_STATUS: dict[type[DonationsError], int] = {NotFound: 404, Refused: 422}
Answer = tuple[str, int]


def init(app: Flask) -> None:
    """Handlers for our own errors, HTTP's, and bugs."""
    app.register_error_handler(DonationsError, _ours)
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SecurityError, _foreign_host)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(Exception, _bug)
    app.before_request(_refuse_unprintable)


def _texts() -> dict[int, tuple[str, str]]:
    """Title and advice for each status we meet."""
    return {
        400: (
            gettext("This request cannot be read"),
            gettext("Please go back, load the page again and try once more."),
        ),
        403: (
            gettext("This is not yours to open"),
            gettext("Your role does not allow it. An administrator can change what you may do."),
        ),
        404: (gettext("There is no such page"), gettext("Perhaps the link was cut off: please copy it whole.")),
        405: (gettext("This page does not open this way"), gettext("Please start from the form.")),
        413: (gettext("That is too much at once"), gettext("Please send a shorter text, or a smaller file.")),
        429: (
            gettext("Too many tries in a short time"),
            gettext("Please wait a quarter of an hour, or sign in with a passkey.")
            if request.blueprint == "security"
            else gettext("Please wait a few minutes, then try again. Nothing has been charged."),
        ),
    }


def _refuse_unprintable() -> None:
    """No address of ours holds a control character; PostgreSQL would not even compare a NUL."""
    if not request.path.isprintable():
        abort(404)


def _foreign_host(_error: SecurityError) -> Response:
    """Asked for under a name that is not ours: there is no address to build a page around, and nobody to be kind to."""
    return Response("This host is not served here.\n", 400, content_type="text/plain")


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:  # noqa: PLR2004 - a redirect is no error
        return error
    title, message = _texts().get(error.code, (gettext("This did not work"), gettext("Please try again.")))
    kept = [(name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After")]
    return *error_page(error.code, title, message), kept


def _ours(error: DonationsError) -> Answer:
    session.rollback()
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 422)
    title = gettext("There is no such page") if status == 404 else gettext("This did not work")  # noqa: PLR2004 - HTTP
    return error_page(status, title, translate_message(error.message, error.parameters))


def _form_too_old(_error: CSRFError) -> Answer:
    message = gettext("The form has been open for a long time, or your browser keeps no cookies. Please load it again.")
    return error_page(400, gettext("Please open the form again"), message)


def _database(error: DBAPIError) -> Answer:
    """Two who change the same thing at once: nothing was written for one of them."""
    if not is_collision(error):
        return _bug(error)
    session.rollback()
    message = gettext("Somebody else is changing this at the moment. Please send it again.")
    return error_page(409, gettext("Please send it again"), message)


def _bug(error: Exception) -> Answer:
    log.error("bug", endpoint=request.endpoint, kind=type(error).__name__, exc_info=error)
    session.rollback()
    message = gettext("The fault is ours, and we have noted it. Please try again in a moment.")
    return error_page(500, gettext("Something is broken here"), message)


def error_page(status: int, title: str, message: str) -> Answer:
    """The page, in our look, with a way on."""
    if request.blueprint in ("staff", "security"):
        return _staff_error_page(title, message), status
    is_portal = request.blueprint == "portal"
    page = render_template(
        "errors/error.html",
        title=title,
        message=message,
        next_step_url=url_for("portal.home" if is_portal else "public.give"),
        next_step_label=gettext("To My giving") if is_portal else gettext("To the donation page"),
    )
    return page, status


def _staff_error_page(title: str, message: str) -> str:
    """The same at the desk, with its menu for whoever is signed in."""
    return render_template(
        "errors/staff.html",
        title=title,
        message=message,
        next_step_url=url_for("staff.home"),
        next_step_label=gettext("To the first page"),
    )
