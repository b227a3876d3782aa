"""The empty form, kept ready: nine visitors in ten ask for a page that was just made for somebody else.

Only what belongs to one visitor differs, the form's ticket and the token against forgery: they are put in anew each
time. A page is kept until the organisation, its funds, the day or the address asked for are other ones.
"""

from collections import OrderedDict
from collections.abc import Callable
from contextlib import closing
from datetime import date
from threading import Lock

from flask import current_app, request
from flask_wtf.csrf import generate_csrf

from donations.core import clock
from donations.core.database import db
from donations.web.language import current_language
from donations.web.public.tickets import new_ticket

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
