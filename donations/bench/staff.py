"""The desk at the size of a large foundation: every kind of list, filter, depth, search and page it offers.

What is measured is a whole request, from the address to the written page, signed in, without the network between.
The floor is one page of the same list by its key: a raw question to the database, nothing else.
"""

import re
import secrets
import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from donations.app import create_app
from donations.bench.figures import BenchOptions, Figure, in_turn
from donations.bench.service import fresh_settings
from donations.bench.staff_pages import Address, pages
from donations.bench.staff_rows import fill
from donations.core.database import db, session, transaction
from donations.staff.change_staff import set_password
from donations.staff.invite_staff import Invitation, add_staff
from donations.staff.permissions import RoleName

_AT_MOST = 100.0
_SIGN_IN = "/staff/sign-in"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_KEYSET = """SELECT l.position, l.status, l.amount_minor, l.currency, d.reference, d.donor_name, d.donor_email
    FROM listed_donation l JOIN donation d ON d.id = l.donation_id
    WHERE l.position < {middle} ORDER BY l.position DESC LIMIT 51"""
_MIDDLE = "SELECT (MIN(position) + MAX(position)) / 2 FROM listed_donation"
_Measured = list[tuple[Address, float]]


def bench(options: BenchOptions) -> list[Figure]:
    """Of each kind the middle one and the slowest; every single one must keep to the target."""
    with fresh_settings(options.prepare, options.database_url) as settings:
        app = create_app(settings)
        with app.app_context():
            fill(app, options.rows)
            addresses = list(pages())
            floor = _keyset_page()
            session.remove()
        browser = _signed_in(app)
        measured = [(address, _milliseconds(browser, address.url, options.rounds)) for address in addresses]
        with app.app_context():
            raw = median(in_turn(max(options.rounds, 20), floor)[0])
            db.engine.dispose()
    kinds = dict.fromkeys(address.kind for address in addresses)
    return [_figure(kind, [each for each in measured if each[0].kind == kind], raw) for kind in kinds]


def _signed_in(app: Flask) -> FlaskClient:
    """Somebody who may do everything."""
    email, password = f"{secrets.token_hex(6)}@example.org", secrets.token_urlsafe(16)
    with app.app_context(), transaction():
        set_password(add_staff(Invitation(email, RoleName.ADMIN, "Kim", "en"), by=None), password, by=None)
    browser = app.test_client()
    page = browser.get(_SIGN_IN).text
    token = _TOKEN.search(page)
    assert token  # noqa: S101 - our own page
    given = {"csrf_token": token[1], "email": email, "password": password}
    answer = browser.post(_SIGN_IN, data=given, headers={"Referer": f"http://localhost{_SIGN_IN}"})
    if answer.status_code != 302:  # noqa: PLR2004 - a redirect
        raise RuntimeError("nobody could sign in")
    return browser


def _milliseconds(browser: FlaskClient, url: str, times: int) -> float:
    """The median of some requests, after one that does not count; of one alone, that one."""
    measured = [_once(browser, url) for _ in range(times + 1 if times > 1 else 1)]
    return median(measured[1:] or measured)


def _once(browser: FlaskClient, url: str) -> float:
    started = time.perf_counter()
    answer = browser.get(url, headers={"X-Forwarded-For": f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.1"})
    taken = (time.perf_counter() - started) * 1000
    if answer.status_code not in (200, 422):
        raise RuntimeError(f"{url} answered {answer.status_code}")
    return taken


def _keyset_page() -> Callable[[], float]:
    """The floor, ready to be measured: a page from the middle of the list, past everything of ours."""
    connection: Any = session.connection().connection.driver_connection
    cursor = connection.cursor()
    cursor.execute(_MIDDLE)
    question = _KEYSET.format(middle=int(cursor.fetchone()[0]))
    return partial(_read, db.engine.raw_connection, question)


def _read(connect: Callable[[], Any], question: str) -> float:
    connection = connect()
    try:
        cursor = connection.cursor()
        started = time.perf_counter()
        cursor.execute(question)
        cursor.fetchall()
        return (time.perf_counter() - started) * 1000
    finally:
        connection.close()


def _figure(kind: str, measured: _Measured, raw: float) -> Figure:
    page, slowest = max(measured, key=lambda each: each[1])
    typical = median(each[1] for each in measured)
    name = f"{kind}: {_pages_word(measured)}, slowest ({page.name[:44]})"
    product = f"median {typical:.1f}, slowest {slowest:.1f} ms"
    return Figure(name, product, f"{raw:.1f} ms", None, f"≤ {_AT_MOST:g} ms", slowest <= _AT_MOST)


def _pages_word(measured: Sequence[Any]) -> str:
    return "1 page" if len(measured) == 1 else f"{len(measured)} pages"
