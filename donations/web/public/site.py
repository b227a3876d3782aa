"""The front door leads to the donation page."""

from flask import Response, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from donations.organisation.logo import find_logo
from donations.web.app_context import organisation_or_none
from donations.web.filters import accent_of
from donations.web.public.blueprint import blueprint


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """For whoever types the bare address."""
    return redirect(url_for("public.give"))


_YEAR = "public, max-age=31536000, immutable"


@blueprint.get("/brand.css")
def brand() -> Response:
    """The address carries the colour, so a browser may keep it."""
    colour = accent_of(organisation_or_none())
    return Response(f":root {{ --accent: {colour}; }}\n", content_type="text/css", headers={"Cache-Control": _YEAR})


@blueprint.get("/logo/<digest>.png")
def logo(digest: str) -> Response:
    """The address carries the digest, so a browser may keep it; another logo has another address."""
    found = find_logo()
    if found is None or found.digest != digest:
        abort(404)
    return Response(found.picture, content_type="image/png", headers={"Cache-Control": _YEAR})
