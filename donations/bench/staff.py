"""The list of donations at the size of a large foundation: every kind of list, filter, depth and search, as a page.

What is measured is the whole view, from the address to the written page; what is left out is sign-in and the network.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask_login import login_user

from donations.app import create_app
from donations.bench.asked import Asked
from donations.bench.figures import Figure
from donations.bench.service import fresh_settings
from donations.core.database import db, session, transaction
from donations.demo.seed import add_batch, prepare
from donations.reporting.listing.pages import page_of
from donations.reporting.listing.rebuild import finish
from donations.staff.models import StaffMember
from donations.staff.queries import all_staff
from donations.web.staff.donation_list import read_list

_AT_MOST = 100.0
_TIMES = 5
_FILTERS: dict[str, dict[str, str]] = {
    "everything": {},
    "this month": {"period": "month"},
    "last year": {"period": "last_year"},
    "received": {"status": "settled"},
    "failed, one fund, one campaign": {"status": "failed", "fund": "reporting", "campaign": "rivers"},
    "euros by card, last year": {"currency": "EUR", "method": "card", "period": "last_year"},
    "one article": {"placement": "rzeki/odra"},
    "held for review": {"held": "1"},
    "paid back, with a message": {"refunded": "1", "message": "1"},
    "1,000 and more": {"amount_from": "1000"},
    "50 to 60, received": {"amount_from": "50", "amount_to": "60", "status": "settled"},
    "all at once": {
        "fund": "reporting",
        "campaign": "rivers",
        "currency": "USD",
        "method": "paypal",
        "status": "failed",
    },
}
_SEARCHES = ("a", "an", "kowal", "zolt", "gmail", "gmai com a", "nowak 50", "2021", "qqqq", "dziekuje panstwa prace")
_SORTS = ("newest", "oldest", "largest", "smallest")


@dataclass(frozen=True, slots=True)
class _Asked:
    """One address, and what it is called in the table."""

    name: str
    fields: dict[str, str]


def bench(asked: Asked) -> list[Figure]:
    """The slowest of each kind; every single one must keep to the target."""
    with fresh_settings(asked.prepare) as settings:
        app = create_app(settings)
        with app.app_context():
            fill(app, asked.rows)
            who = all_staff()[0]
            pages = [(page, _milliseconds(app, who, page.fields)) for page in _pages(app)]
            db.engine.dispose()
    return [_slowest(kind, [each for each in pages if each[0].name.startswith(kind)]) for kind in _KINDS]


def fill(app: Flask, count: int) -> None:
    """Made-up gifts; within an application's context."""
    with transaction():
        run = prepare(count, app.extensions["tools"].links, seed=1)
    made = 1
    while made:
        with transaction():
            made = add_batch(run)
        session.remove()
    with transaction():
        finish()


_KINDS = ("list", "search", "depth", "search in")


def _pages(app: Flask) -> Iterator[_Asked]:
    for sort in _SORTS:
        for name, fields in _FILTERS.items():
            yield _Asked(f"list: {name}, {sort}", {**fields, "sort": sort})
    for words in _SEARCHES:
        yield _Asked(f"search: {words}", {"q": words})
        yield _Asked(f"search: {words}, largest", {"q": words, "sort": "largest"})
        yield _Asked(f"search in: {words}, euros received", {"q": words, "currency": "EUR", "status": "settled"})
    for sort in _SORTS:
        for fields in ({}, {"status": "settled"}, {"q": "an"}):
            asked = {**fields, "sort": sort}
            yield _Asked(f"depth: {sort} {fields}", {**asked, "after": _middle(app, asked)})


def _middle(app: Flask, fields: dict[str, str]) -> str:
    """A key in the middle of the list: between its first and its last."""
    opposite = {"newest": "oldest", "oldest": "newest", "largest": "smallest", "smallest": "largest"}
    ends = [_first_key(app, {**fields, "sort": sort}) for sort in (fields["sort"], opposite[fields["sort"]])]
    return str(sum(ends) // 2)


def _first_key(app: Flask, fields: dict[str, str]) -> int:
    with app.test_request_context(f"/en/staff/donations?{urlencode(fields)}"):
        listed = read_list()
        row: Any = page_of(listed.query, listed.choices.zone).rows[0]
        return int(row.rank if listed.query.sort.is_by_amount else row.position)


def _milliseconds(app: Flask, who: StaffMember, fields: dict[str, str]) -> float:
    """The median of some runs, after one that does not count."""
    measured = []
    for _ in range(_TIMES + 1):
        with app.test_request_context(f"/en/staff/donations?{urlencode(fields)}"):
            login_user(who)
            started = time.perf_counter()
            app.view_functions["staff.donations"]()
            measured.append((time.perf_counter() - started) * 1000)
            session.rollback()
    return median(measured[1:])


def _slowest(kind: str, measured: list[tuple[_Asked, float]]) -> Figure:
    page, slowest = max(measured, key=lambda each: each[1])
    typical = median(each[1] for each in measured)
    name = f"{kind}: {len(measured)} pages, the slowest ({page.name.partition(': ')[2]})"
    limits = (f"≤ {_AT_MOST:g} ms", slowest <= _AT_MOST)
    return Figure(name, f"{slowest:.1f} ms", f"median {typical:.1f} ms", None, *limits)
