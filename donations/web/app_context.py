"""The settings, tools and foundation of the running application, for views."""

from typing import cast

from flask import current_app, g
from sqlalchemy.exc import SQLAlchemyError

from donations.organisation.models import Organisation
from donations.organisation.queries import find_organisation
from donations.reactions import Services
from donations.settings import Settings


def settings() -> Settings:
    """The settings the application was made with."""
    return cast("Settings", current_app.extensions["settings"])


def tools() -> Services:
    """Links, post and gateway."""
    return cast("Services", current_app.extensions["services"])


def organisation_or_none() -> Organisation | None:
    """The foundation; None where there is none yet, or no database to ask (an error page must still appear)."""
    if "organisation" not in g:
        try:
            g.organisation = find_organisation()
        except SQLAlchemyError:
            g.organisation = None
    found: Organisation | None = g.organisation
    return found
