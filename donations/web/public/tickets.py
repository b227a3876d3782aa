"""Form tickets: signed, good for one donation, and for a day."""

import base64
import hashlib
import secrets
from functools import cache

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from donations.core.errors import Refused

_DAY = 24 * 60 * 60
_BYTES = 15


def new_ticket() -> str:
    """What the hidden field of a fresh form holds."""
    return sealed_ticket(fresh_key())


def fresh_key() -> str:
    """The bare key of a ticket, as the donation keeps it."""
    return secrets.token_urlsafe(_BYTES)


def key_after(used_up: str) -> str:
    """The key that follows one whose gift came to nothing: the same for two clicks at once."""
    digest = hashlib.sha256(f"after {used_up}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:_BYTES]).decode()


def sealed_ticket(key: str) -> str:
    """The hidden field for a known key: a form that goes on where it stopped."""
    return str(_serializer(current_app.config["SECRET_KEY"]).dumps(key))


def ticket_key(ticket: str) -> str:
    """The key inside a ticket; raises `Refused` for a forged one and one older than a day."""
    try:
        return str(_serializer(current_app.config["SECRET_KEY"]).loads(ticket, max_age=_DAY))
    except BadData:
        raise Refused("This form has been open for a long time. Please check it and send it once more.") from None


@cache
def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="form ticket")
