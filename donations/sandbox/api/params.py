"""Reading request parameters as Stripe does: typed, and nothing unknown."""

import importlib
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from donations.sandbox.errors import bad_parameter, not_modelled
from donations.sandbox.store import Document
from donations.sandbox.world import World, public

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_MOST_FIELDS = 1000


def decode_form(text: str) -> dict[str, Any]:
    """The parameters of a query or body; values are texts, sequences are lists."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS):
        found = _NAME.fullmatch(name)
        if not found:
            raise bad_parameter(f"Invalid parameter name: {name}", name)
        _place(tree, [found[1], *re.findall(r"\[([^\[\]]*)\]", found[2])], value)
    return {key: _tidied(value) for key, value in tree.items()}


def _place(tree: dict[str, Any], path: list[str], value: str) -> None:
    *parents, last = path
    for part in parents:
        tree = tree.setdefault(part or str(len(tree)), {})
        if not isinstance(tree, dict):
            raise bad_parameter("Invalid nesting of parameters", path[0])
    tree[last or str(len(tree))] = value


def _tidied(value: Any) -> Any:
    """Dictionaries numbered from 0 are lists."""
    if not isinstance(value, dict):
        return value
    inner = {key: _tidied(each) for key, each in value.items()}
    if all(key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner


Reader = Callable[[str, Any], Any]
Fields = Mapping[str, Reader]

_METADATA_KEYS, _METADATA_KEY, _METADATA_VALUE = 50, 40, 500


def read_params(fields: Fields, raw: Mapping[str, Any], stripe_class: str) -> dict[str, Any]:
    """`raw` as typed values. A name Stripe knows and we do not model is 501, one it does not know is 400."""
    return dict(_read_fields(fields, "", raw, stripe_class))


def inner(fields: Fields, stripe_class: str) -> Reader:
    """A nested object with these fields."""

    def read(path: str, raw: Any) -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise bad_parameter("Invalid object", path, "parameter_invalid_empty" if raw == "" else None)
        return _read_fields(fields, path, raw, stripe_class)

    return read


def each(reader: Reader) -> Reader:
    """A list."""

    def read(path: str, raw: Any) -> list[Any]:
        if not isinstance(raw, list):
            raise bad_parameter("Invalid array", path)
        return [reader(f"{path}[{index}]", value) for index, value in enumerate(raw)]

    return read


def text(longest: int = 5000) -> Reader:
    """A text that is not empty."""

    def read(path: str, raw: Any) -> str:
        if not isinstance(raw, str):
            raise bad_parameter("Invalid string", path)
        if not raw:
            message = f"You passed an empty string for '{path}'."
            raise bad_parameter(message, path, "parameter_invalid_empty")
        if len(raw) > longest:
            message = f"Invalid string: must be at most {longest} characters"
            raise bad_parameter(message, path, "parameter_invalid_string_blank")
        return raw

    return read


def whole(path: str, raw: Any) -> int:
    """A whole number, with at most the digits Stripe keeps."""
    if not isinstance(raw, str) or not re.fullmatch(r"-?[0-9]{1,18}", raw, re.ASCII):
        raise bad_parameter(f"Invalid integer: {raw}", path, "parameter_invalid_integer")
    return int(raw)


def truth(path: str, raw: Any) -> bool:
    """``true`` or ``false``."""
    if raw not in ("true", "false"):
        raise bad_parameter(f"Invalid boolean: {raw}", path)
    return bool(raw == "true")


def choice(*allowed: str, modelled: tuple[str, ...] | None = None) -> Reader:
    """One of Stripe's words; of those, perhaps only some are modelled."""

    def read(path: str, raw: Any) -> str:
        if raw not in allowed:
            raise bad_parameter(f"Invalid {path}: must be one of {', '.join(allowed)}", path)
        if modelled is not None and raw not in modelled:
            raise not_modelled(f"{path}={raw}")
        return str(raw)

    return read


def or_empty(reader: Reader) -> Reader:
    """What the reader reads, or the empty text, which clears the field."""
    return lambda path, raw: "" if raw == "" else reader(path, raw)


def metadata(path: str, raw: Any) -> dict[str, str]:
    """Up to 50 short keys with texts of at most 500 characters."""
    if not isinstance(raw, dict) or not all(isinstance(value, str) for value in raw.values()):
        raise bad_parameter("Invalid metadata: must be a set of key-value pairs", path)
    too_long = any(len(key) > _METADATA_KEY or len(value) > _METADATA_VALUE for key, value in raw.items())
    if too_long or len(raw) > _METADATA_KEYS:
        raise bad_parameter("Metadata has up to 50 keys of 40 characters with 500 characters each", path)
    return dict(raw)


def _read_fields(fields: Fields, path: str, raw: Mapping[str, Any], stripe_class: str) -> dict[str, Any]:
    read = {}
    for name, value in raw.items():
        full = f"{path}[{name}]" if path else name
        if name not in fields:
            raise _unknown(full, name, stripe_class)
        read[name] = fields[name](full, value)
    return read


def _unknown(path: str, name: str, stripe_class: str) -> Exception:
    module, _, class_name = stripe_class.rpartition(".")
    known = getattr(importlib.import_module(module), class_name).__annotations__
    if name in known:
        return not_modelled(f"the parameter {path}")
    return bad_parameter(f"Received unknown parameter: {path}", path, "parameter_unknown")


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
        chosen = {name: given[name] for name in filters if name in given}
        return page(url, list(world.store.all(kind, chosen, *_between(given))), given)

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
