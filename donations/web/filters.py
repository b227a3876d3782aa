"""What every template may use: the organisation, money and days in the page's language, addresses of our files."""

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, url_for

from donations.core import wording
from donations.core.money import Money
from donations.organisation.models import Organisation
from donations.settings import Settings
from donations.web.house import organisation_or_none
from donations.web.language import current_language

_DEFAULT_ACCENT = "#7a2e1f"


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
            "privacy_url": url_for("public.privacy"),
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
    """The foundation's colour, or ours before it has one."""
    return organisation.accent if organisation else _DEFAULT_ACCENT


@cache
def _digest(path: Path) -> str:
    """So that a browser may keep a file for a year, and gets a new one at once."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
