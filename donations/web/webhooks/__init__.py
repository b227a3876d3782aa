"""What the payment provider sends us. Guard: the signature."""

from flask import Blueprint

blueprint = Blueprint("webhooks", __name__, url_prefix="/webhooks")

from donations.web.webhooks import stripe  # noqa: E402, F401 - its view needs the blueprint
