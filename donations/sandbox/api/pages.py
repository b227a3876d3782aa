"""Stripe's lists: newest first, in pages."""

from collections.abc import Callable, Mapping
from typing import Any

from donations.sandbox.api.params import Fields, each, inner, read_params, text, whole
from donations.sandbox.errors import bad_parameter
from donations.sandbox.store import Document
from donations.sandbox.world import World, public

_MOST, _USUAL = 100, 10
_EVENTS_LIVE = 30 * 86_400
_RANGE = {"gt": whole, "gte": whole, "lt": whole, "lte": whole}
_WITHIN: Mapping[str, Callable[[int, int], bool]] = {
    "gt": lambda created, edge: created > edge,
    "gte": lambda created, edge: created >= edge,
    "lt": lambda created, edge: created < edge,
    "lte": lambda created, edge: created <= edge,
}


def page_fields(stripe_class: str, *filters: str) -> Fields:
    """The parameters of one list: paging, ``created`` and equality filters."""
    paging = {"limit": whole, "starting_after": text(), "ending_before": text()}
    created = {"created": inner(_RANGE, f"{stripe_class}Created")}
    return paging | created | {name: text() for name in filters}


def list_of(kind: str, url: str, stripe_class: str, *filters: str) -> Callable[[World, dict[str, Any]], Document]:
    """The handler of ``GET url``."""
    fields = page_fields(stripe_class, *filters)

    def answer(world: World, raw: dict[str, Any]) -> Document:
        given = read_params(fields, raw, stripe_class)
        wanted = {name: given[name] for name in filters if name in given}
        return page(url, list(world.store.all(kind, wanted, *_between(given))), given)

    return answer


def list_events(world: World, raw: dict[str, Any]) -> Document:
    """``GET /v1/events``: the last 30 days, by ``type`` or up to 20 ``types``."""
    stripe_class = "stripe.params.EventListParams"
    fields = dict(page_fields(stripe_class, "type")) | {"types": each(text())}
    given = read_params(fields, raw, stripe_class)
    types = given.get("types") or ([given["type"]] if "type" in given else None)
    since, until = _between(given)
    since = max(world.now() - _EVENTS_LIVE, since or 0)
    found = [event for event in world.store.all("event", {}, since, until) if types is None or event["type"] in types]
    return page("/v1/events", found, given)


def page(url: str, found: list[Document], given: Mapping[str, Any]) -> Document:
    """One page of what was found, as the paging parameters among `given` ask for it."""
    limit = given.get("limit", _USUAL)
    if not 1 <= limit <= _MOST:
        raise bad_parameter("Invalid limit: must be between 1 and 100", "limit")
    created = given.get("created", {})
    within = [
        each_one
        for each_one in found
        if all(_WITHIN[name](each_one["created"], edge) for name, edge in created.items())
    ]
    page, has_more = _cut(within, limit, given)
    return {"object": "list", "data": [public(document) for document in page], "has_more": has_more, "url": url}


def _between(given: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """The widest range of time that can hold what is asked for."""
    created = given.get("created", {})
    since = [created[name] for name in ("gt", "gte") if name in created]
    until = [created[name] for name in ("lt", "lte") if name in created]
    return max(since, default=None), min(until, default=None)


def _cut(found: list[Document], limit: int, given: Mapping[str, Any]) -> tuple[list[Document], bool]:
    if "starting_after" in given:
        found = found[_position(found, given["starting_after"]) + 1 :]
    if "ending_before" in given:
        found = found[: _position(found, given["ending_before"])]
        return found[-limit:], len(found) > limit
    return found[:limit], len(found) > limit


def _position(found: list[Document], object_id: str) -> int:
    for position, document in enumerate(found):
        if document["id"] == object_id:
            return position
    raise bad_parameter(f"No such object: '{object_id}'", "starting_after", "resource_missing")
