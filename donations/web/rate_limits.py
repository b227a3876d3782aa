"""Plain limits of requests per address, kept in the memory of each process. Rules about money are not here."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import Any, TypeVar

from flask import Blueprint, Flask, current_app, request
from werkzeug.exceptions import TooManyRequests

from donations.core import clock
from donations.web.app_context import settings

_SPANS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
View = TypeVar("View", bound=Callable[..., Any])


def page_limit() -> str:
    """How often one address may open a page."""
    return settings().page_limit


def give_limit() -> str:
    """How often one address may send the form."""
    return settings().give_limit


@cache
def rules(text: str) -> tuple[tuple[int, int], ...]:
    """``20/minute;200/hour`` as (how many, in how many seconds) each."""
    parts = [rule.strip().partition("/") for rule in text.split(";")]
    return tuple((int(most), _SPANS[span]) for most, _, span in parts)


@dataclass
class _Span:
    """Who came how often in the present span of time and in the one before."""

    number: int = 0
    now: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    before: Counter[tuple[str, str | None]] = field(default_factory=Counter)

    def count(self, who: tuple[str, str | None], moment: float) -> float:
        """This visit too; of the span before as much as still lies within one span's length."""
        number, passed = divmod(moment, 1)
        if number != self.number:
            self.before = self.now if number == self.number + 1 else Counter()
            self.number, self.now = int(number), Counter()
        self.now[who] += 1
        return self.now[who] + self.before[who] * (1 - passed)


class Counts:
    """The visits of one application, forgotten two spans later."""

    def __init__(self) -> None:
        self._spans: dict[int, _Span] = {}
        self._lock = Lock()

    def are_within(self, limit: str, what: str, who: str | None) -> bool:
        """Count one more visit; whether it is one of those allowed."""
        moment = clock.now().timestamp()
        with self._lock:
            visits = [
                self._spans.setdefault(seconds, _Span()).count((what, who), moment / seconds) <= most
                for most, seconds in rules(limit)
            ]
        return all(visits)


class Limiter:
    """One generous limit for every page; views and blueprints may have their own, or none."""

    def __init__(self) -> None:
        self._own: dict[str, Callable[[], str]] = {}
        self._free: set[str] = set()

    def init_app(self, app: Flask) -> None:
        """Ask before every request."""
        app.extensions["visits"] = Counts()
        app.before_request(self._check)

    def limit(self, of: str | Callable[[], str]) -> Callable[[View], View]:
        """A limit of this view's own, in place of the one for pages."""

        def mark(view: View) -> View:
            self._own[_name(view)] = of if callable(of) else lambda: of
            return view

        return mark

    def exempt(self, view: View) -> View:
        """No limit for this view."""
        self._free.add(_name(view))
        return view

    def exempt_all(self, blueprint: Blueprint) -> None:
        """No limit for the views of this blueprint."""
        self._free.add(blueprint.name)

    def _check(self) -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        name = _name(view) if view else ""
        if request.endpoint == "static" or not self._free.isdisjoint((name, request.blueprint)):
            return
        counts: Counts = current_app.extensions["visits"]
        if not counts.are_within(self._own.get(name, page_limit)(), name, request.remote_addr):
            raise TooManyRequests


def place_of(address: str) -> str:
    """One household or firm: the address, of IPv6 its network. What is no address stands for itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{found}/64", strict=False)) if isinstance(found, IPv6Address) else address


def _name(view: Callable[..., Any]) -> str:
    return f"{view.__module__}.{view.__qualname__}"


limiter = Limiter()
