"""Reading request parameters as Stripe does: typed, and nothing unknown."""

import importlib
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from donations.sandbox.errors import bad_parameter, not_modelled

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
