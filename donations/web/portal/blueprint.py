"""The blueprint that the views of this folder hang on, and what its templates share."""

from typing import Any

from flask import Blueprint, g, request

from donations.web.portal.notices import notice

blueprint = Blueprint("portal", __name__)


@blueprint.context_processor
def _shared() -> dict[str, Any]:
    """`me`: whoever is in, and `notice`: what has just been done."""
    return {"me": g.get("supporter"), "notice": notice(request.args.get("done", ""))}
