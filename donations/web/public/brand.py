"""The organisation's colour as a stylesheet of its own: the policy allows no inline style."""

from flask import Response

from donations.web.filters import accent_of
from donations.web.house import organisation_or_none
from donations.web.public.blueprint import blueprint

_YEAR = "public, max-age=31536000, immutable"


@blueprint.get("/brand.css")
def brand() -> Response:
    """The address carries the colour, so a browser may keep it."""
    colour = accent_of(organisation_or_none())
    return Response(f":root {{ --accent: {colour}; }}\n", content_type="text/css", headers={"Cache-Control": _YEAR})
