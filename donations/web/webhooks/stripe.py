"""Verify, store, answer. All work follows from the outbox."""

from collections.abc import Sequence

import structlog
from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from donations.core import clock
from donations.core.batching import Together
from donations.core.database import session, transaction
from donations.core.installation import Mode, installation
from donations.payments.receive_event import InstallationKey, receive_events
from donations.payments.stripe_events import EventHeader, read_header
from donations.payments.stripe_fields import BadEvent
from donations.payments.stripe_signature import BadWebhook, verify_signature
from donations.web.app_context import settings
from donations.web.rate_limits import limiter

blueprint = Blueprint("webhooks", __name__, url_prefix="/webhooks")


log = structlog.get_logger()
Received = tuple[EventHeader, str]  # what an event says of itself, and its body


@blueprint.post("/stripe")
@limiter.exempt
def stripe() -> ResponseReturnValue:
    """400: not from the provider, or no event. 2xx: stored, now or before. 5xx only when it could not be stored."""
    body = request.get_data(cache=False)
    try:
        event = verify_signature(body, request.headers.get("Stripe-Signature"), settings().webhook_secrets, clock.now())
        header = read_header(event)
    except (BadWebhook, BadEvent) as problem:
        log.warning("webhook refused", problem=str(problem))
        return {"error": str(problem)}, 400
    return {"received": True, "new": _inbox().do((header, body.decode()))}


def _inbox() -> Together[Received, bool]:
    """The door of this application: deliveries that come at once are stored at once."""
    door: Together[Received, bool] = current_app.extensions.setdefault("inbox", Together(_store))
    return door


def _store(details: Sequence[Received]) -> list[bool]:
    here = _here()
    try:
        with transaction():
            return receive_events(details, here)
    finally:
        session.remove()


def _here() -> InstallationKey:
    """Who we are: written once in the database's life, so asked for once in ours."""
    known: InstallationKey | None = current_app.extensions.get("here")
    if known is None:
        row = installation()
        known = current_app.extensions["here"] = InstallationKey(Mode(row.mode), row.installation_id)
    return known
