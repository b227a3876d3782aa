"""What visitors see. Guard: none; a page about one gift opens by the token in its link."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from donations.web.public import brand, give, home, privacy, receipts, thanks  # noqa: E402, F401 - their views need the blueprint
