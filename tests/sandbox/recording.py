"""Listening in: what is asked and answered, and which fields of an event are read."""

import http
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import stripe

from donations.sandbox.api.params import decode_form
from tests.sandbox.sdk import ROUTES


class Recorder(stripe.HTTPClient):
    """Passes requests on and keeps them, their values typed as they were before they went over the wire."""

    name = "recorder"

    def __init__(self, to: stripe.HTTPClient) -> None:
        super().__init__()
        self._to = to
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[dict[str, Any]] = []

    def request(self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **_: Any) -> Any:
        form = post_data if method == "post" else urlsplit(url).query
        path = urlsplit(url).path
        answer = self._to.request(method, url, headers, post_data)
        self.requests.append((route_of(method, path), typed(decode_form(form or ""))))
        if answer[1] == http.HTTPStatus.OK:
            self.answers.append(json.loads(answer[0]))
        return answer


def route_of(method: str, path: str) -> str:
    """The route a path belongs to."""
    for route in ROUTES:
        pattern = re.sub(r"\{\w+\}", r"\\w+", route)
        if re.fullmatch(pattern, f"{method.upper()} {path}"):
            return route
    raise LookupError(path)


def typed(value: Any) -> Any:
    """Texts of a form as the numbers and truths they stand for."""
    if isinstance(value, dict):
        return {key: typed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [typed(each) for each in value]
    if value in ("true", "false"):
        return value == "true"
    return int(value) if re.fullmatch(r"\d+", value) else value


def leaves(value: Any, path: str = "") -> Iterator[str]:
    """The dotted paths of everything in it; what stands in metadata is ours to name."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each, f"{path}[]")
    else:
        yield path


class Watched(Mapping[str, Any]):
    """A mapping that notes the path of every field somebody asks for."""

    def __init__(self, body: Mapping[str, Any], seen: set[str], path: str = "") -> None:
        self._body, self._seen, self._path = body, seen, path

    def __getitem__(self, key: str) -> Any:
        path = f"{self._path}.{key}".lstrip(".")
        self._seen.add(path)
        return _watched(self._body[key], self._seen, path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._body)

    def __len__(self) -> int:
        return len(self._body)


def _watched(value: Any, seen: set[str], path: str) -> Any:
    if isinstance(value, list):
        return [_watched(each, seen, f"{path}[]") for each in value]
    return Watched(value, seen, path) if isinstance(value, Mapping) else value
