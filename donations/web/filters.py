"""The terms of giving that the page's language has: pages name them only where there are some."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, g, url_for
from sqlalchemy.exc import SQLAlchemyError

from donations.core import wording
from donations.core.money import Money
from donations.organisation.models import Organisation
from donations.organisation.queries import terms_in_force
from donations.settings import Settings
from donations.web.app_context import organisation_or_none
from donations.web.language import current_language


def terms_version() -> int | None:
    """None also where there is no database to ask: an error page must still appear. Asked once for a page."""
    language = current_language()
    known: dict[str, int | None] = g.setdefault("terms_versions", {})
    if language not in known:
        try:
            known[language] = terms_in_force(language)
        except SQLAlchemyError:
            known[language] = None
    return known[language]


_DEFAULT_ACCENT = "#7a2e1f"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)


def init(app: Flask, settings: Settings) -> None:
    """Filters, and the names pages share."""
    app.jinja_env.filters |= {"money": money, "day": day, "in_language": in_language}
    app.jinja_env.lstrip_blocks = app.jinja_env.trim_blocks = True
    static = Path(app.static_folder or "")

    @app.context_processor
    def shared() -> dict[str, Any]:
        organisation = organisation_or_none()
        return {
            "organisation": organisation,
            "mode": settings.mode,
            "asset": lambda name: f"/static/{name}?{_digest(static / name)}",
            "brand_url": f"/brand.css?{accent_of(organisation).lstrip('#')}",
            "logo_url": logo_url(organisation),
            "my_url": url_for("portal.home"),
            "privacy_url": url_for("public.privacy"),
            "terms_url": lambda: url_for("public.terms") if terms_version() else None,  # asked for where it is shown
            "check_receipt_url": url_for("public.check_receipt"),
        }


def money(amount: Money) -> str:
    """`50,00 zł`, in the page's language."""
    return amount.format(current_language())


def day(value: date) -> str:
    """`22 November 2026`, in the page's language."""
    return wording.format_day(value, current_language())


def in_language(texts: Mapping[str, str]) -> str:
    """The text of a dictionary by language."""
    organisation = organisation_or_none()
    return wording.in_language(texts, current_language(), organisation.default_language if organisation else "")


def accent_of(organisation: Organisation | None) -> str:
    """The foundation's colour, or ours before it has one. It stands in a stylesheet: nothing but a colour will do."""
    return organisation.accent if organisation and _COLOUR.fullmatch(organisation.accent) else _DEFAULT_ACCENT


def logo_url(organisation: Organisation | None) -> str | None:
    """The address of the logo as it is now; None where there is none."""
    return f"/logo/{organisation.logo.digest}.png" if organisation and organisation.logo else None


@cache
def _digest(path: Path) -> str:
    """So that a browser may keep a file for a year, and gets a new one at once."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
