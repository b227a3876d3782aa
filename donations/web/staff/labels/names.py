"""What every staff template may use besides the names that all pages share."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import Flask, request, url_for
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from donations.core.money import locale_of
from donations.staff.models import StaffMember
from donations.staff.permissions import Permission, may
from donations.web.app_context import organisation_or_none
from donations.web.language import current_language
from donations.web.staff.guard import is_fresh, staff_or_none
from donations.web.staff.menu import menu_for

_BLUEPRINTS = ("staff", "security")


def init(app: Flask) -> None:
    """`staff`, `menu`, `may(permission)`, `is_fresh()`, and the filters `moment` and `bdi`."""
    app.jinja_env.filters |= {"moment": moment, "bdi": isolated}

    @app.context_processor
    def of_staff() -> dict[str, Any]:
        staff = _staff()
        if staff is None:
            return {"staff": None, "may": lambda _permission: False}
        return {
            "staff": staff,
            "menu": menu_for(staff),
            "may": lambda permission: may(staff.role, Permission(permission)),
            "is_fresh": is_fresh,
            "account_url": url_for("staff.account"),
            "sign_out_url": url_for("security.logout"),
        }


def _staff() -> StaffMember | None:
    """Nobody on other pages, and nobody when there is no database to ask: an error page must still appear."""
    if request.blueprint not in _BLUEPRINTS:
        return None
    try:
        return staff_or_none()
    except SQLAlchemyError:
        return None


def isolated(text: str) -> Markup:
    """A name within a sentence, whichever way its letters run."""
    return Markup("<bdi>{}</bdi>").format(text)


def moment(value: datetime | None) -> str:
    """Day and time in the organisation's zone; the UTC on hover."""
    if value is None:
        return ""
    organisation = organisation_or_none()
    zone = ZoneInfo(organisation.zone if organisation else "UTC")
    text = format_datetime(value.astimezone(zone), "d MMM y, HH:mm", locale=locale_of(current_language()))
    return Markup('<time datetime="{}" title="{} UTC">{}</time>').format(
        value.strftime("%Y-%m-%dT%H:%M:%SZ"), value.strftime("%Y-%m-%d %H:%M:%S"), text
    )
