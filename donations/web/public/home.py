"""The front door leads to the donation page."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from donations.web.public.blueprint import blueprint


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """For whoever types the bare address."""
    return redirect(url_for("public.give"))
