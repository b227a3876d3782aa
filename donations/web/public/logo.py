"""The foundation's logo, as we drew it."""

from flask import Response, abort

from donations.organisation.logo import find_logo
from donations.web.public.blueprint import blueprint

_YEAR = "public, max-age=31536000, immutable"


@blueprint.get("/logo/<digest>.png")
def logo(digest: str) -> Response:
    """The address carries the digest, so a browser may keep it; another logo has another address."""
    found = find_logo()
    if found is None or found.digest != digest:
        abort(404)
    return Response(found.picture, content_type="image/png", headers={"Cache-Control": _YEAR})
