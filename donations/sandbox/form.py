"""Stripe's form encoding, ``line_items[0][quantity]=1``, as nested dictionaries and lists."""

import re
from typing import Any
from urllib.parse import parse_qsl

from donations.sandbox.faults import bad_parameter

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
