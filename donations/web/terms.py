"""The terms of giving that the page's language has: pages name them only where there are some."""

from flask import g
from sqlalchemy.exc import SQLAlchemyError

from donations.organisation.queries import terms_in_force
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
