"""What the addresses of the lists of operations say. Whatever cannot be read there is a 400, never a guess."""

from collections.abc import Collection
from typing import Any, cast
from uuid import UUID

from flask import abort, g, request, url_for

from donations.reporting.needs_attention import NeedsAPerson, needs_a_person
from donations.reporting.newest_first import Cursor, Page

_LONGEST = 255  # as long as an id of the provider, or an address, may be
_CURSORS = {"older": False, "newer": True}


def text_arg(name: str, longest: int = _LONGEST) -> str:
    """One line, or nothing."""
    text = request.args.get(name, "").strip()
    if len(text) > longest or not text.isprintable():
        abort(400)
    return text


def choice_arg(name: str, known: Collection[str]) -> str | None:
    """One of `known`, or None."""
    text = text_arg(name)
    if text and text not in known:
        abort(400)
    return text or None


def cursor_arg() -> Cursor | None:
    """The row beside which the page begins."""
    for name, is_newer in _CURSORS.items():
        if text := text_arg(name):
            try:
                return Cursor(UUID(text), is_newer)
            except ValueError:
                abort(400)
    return None


def page_urls(endpoint: str, page: Page[Any], query: dict[str, Any]) -> dict[str, str | None]:
    """As the component `pager` takes them."""
    return {
        "newer_url": url_for(endpoint, **query, newer=page.newer) if page.newer else None,
        "older_url": url_for(endpoint, **query, older=page.older) if page.older else None,
        "first_url": url_for(endpoint, **query),
    }


def count_events() -> int:
    """Parked events."""
    return _counts().events


def count_work() -> int:
    """Parked work."""
    return _counts().work


def count_letters() -> int:
    """Letters that did not arrive, or may not have, and nobody has seen to."""
    return _counts().letters


def count_wishes() -> int:
    """What supporters asked for and nobody has seen to."""
    return _counts().wishes


def count_refusals() -> int:
    """Changes of plans that were not made, and nobody has seen to."""
    return _counts().refusals


def _counts() -> NeedsAPerson:
    if "needs_a_person" not in g:
        g.needs_a_person = needs_a_person()
    return cast("NeedsAPerson", g.needs_a_person)
