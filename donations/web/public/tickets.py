"""Form tickets: signed, good for one donation, and for a day."""

import base64
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import cache
from threading import Lock

from flask import current_app, request
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadData, URLSafeTimedSerializer

from donations.core import clock
from donations.core.database import db
from donations.core.errors import Refused
from donations.web.language import current_language

_DAY = 24 * 60 * 60
_BYTES = 15


def new_ticket() -> str:
    """What the hidden field of a fresh form holds."""
    return sealed_ticket(fresh_key())


def fresh_key() -> str:
    """The bare key of a ticket, as the donation keeps it."""
    return secrets.token_urlsafe(_BYTES)


def key_after(used_up: str) -> str:
    """The key that follows one whose donation came to nothing: the same for two clicks at once."""
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


_MOST = 500
_LONGEST_QUERY = 300
_TICKET, _TOKEN = "\0ticket\0", "\0token\0"  # no text holds a NUL
Key = tuple[str, str, bytes, object, date]


class KeptPages:
    """The pages of one application, the longest unasked-for forgotten first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, str] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> str | None:
        """The page with its two gaps."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def keep(self, key: Key, page: str) -> None:
        """Remember it."""
        with self._lock:
            self._pages[key] = page
            if len(self._pages) > _MOST:
                self._pages.popitem(last=False)


def kept_page(make: Callable[[str], str]) -> str:
    """The page asked for; `make(ticket)` makes it when it is not there."""
    ticket, token = new_ticket(), generate_csrf()
    if len(request.query_string) > _LONGEST_QUERY:
        return make(ticket)
    pages: KeptPages = current_app.extensions.setdefault("kept pages", KeptPages())
    key = _key()
    page = pages.get(key)
    if page is None:
        page = make(ticket).replace(ticket, _TICKET).replace(token, _TOKEN)
        pages.keep(key, page)
    return page.replace(_TICKET, ticket).replace(_TOKEN, token)


def _key() -> Key:
    """One read, when the organisation, its funds or campaigns were last changed: bare, for a fifth of the time."""
    with closing(db.engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("SELECT changed_at, zone FROM organisation")
        changed_at, zone = cursor.fetchone() or (None, "UTC")
    today = clock.local_date(clock.now(), zone)
    return current_language(), request.root_path + request.path, request.query_string, changed_at, today
