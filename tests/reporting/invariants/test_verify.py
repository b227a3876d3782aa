"""A rule that cannot fail proves nothing: each one is broken on purpose, and it alone is told."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from donations.app import Overrides, create_app
from donations.cli.application import migrate_database
from donations.core.append_only import APPEND_ONLY
from donations.core.database import db
from donations.payments.stripe_gateway import StripeGateway
from donations.reporting.invariants.deep_checks import DEEP_CHECKS
from donations.reporting.invariants.verify import INVARIANTS, Finding, verify_all
from donations.sandbox.sandbox import Sandbox
from tests import postgres
from tests.application import START, WEBHOOK_SECRET, settings_for
from tests.reporting.books import broken, fill, findings
from tests.reporting.breaches import ALSO_BROKEN, BREACHES
from tests.story import Mailbox, Story

# Kept from the rest: whatever is done to the rest by hand, they no longer agree with it.
KEPT_FROM_THE_REST = {
    "The list shows every donation as it is",
    "The figures of each day equal its donations",
    "Each regular gift is found by its own words",
}
WAYS = [(rule, way) for rule, access_paths in BREACHES.items() for way in access_paths]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def books(request, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Filled once for all tests here: each takes back what it breaks."""
    folder, sandbox = tmp_path_factory.mktemp("books"), Sandbox(webhook_secret=WEBHOOK_SECRET)
    with database(request.param, sqlite_template, folder) as url, time_machine.travel(START, tick=True) as clock:
        gateway, mailbox = StripeGateway("sk_test_sandbox", http_client=sandbox.http_client()), Mailbox()
        app = create_app(settings_for(url, folder), Overrides(transport=mailbox, gateway=gateway))
        fill(Story(app, sandbox, mailbox, clock))
        yield app
        with app.app_context():
            db.engine.dispose()
    sandbox.close()


@contextmanager
def database(kind: str, template: Path, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        shutil.copy(template, folder / "books.sqlite3")
        yield f"sqlite:///{folder / 'books.sqlite3'}"
        return
    url = postgres.fresh_database(
        postgres.template_database("demo", lambda empty: migrate_database(settings_for(empty, folder)))
    )
    yield url
    postgres.drop_database(url)


def test_books_with_a_bit_of_everything_break_no_rule(books: Flask) -> None:
    with books.app_context():
        assert [finding.line() for finding in verify_all() if not finding.holds] == []


def test_every_rule_has_a_way_to_be_broken() -> None:
    assert {rule.name for rule in INVARIANTS} | set(DEEP_CHECKS) == set(BREACHES)


@pytest.mark.parametrize(("rule", "way"), WAYS)
def test_a_broken_rule_is_told_and_no_other(books: Flask, rule: str, way: str) -> None:
    with broken(books, way):
        also = ALSO_BROKEN.get(rule, set()) | (KEPT_FROM_THE_REST - {rule})
        assert set(findings()) - also == {rule}


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_a_lost_guard_is_told_by_its_name(books: Flask, table: str, verb: str) -> None:
    name = f"{table}_no_{verb}"
    on_table = f" ON {table}" if "postgresql" in books.config["SQLALCHEMY_DATABASE_URI"] else ""
    with broken(books, f"DROP TRIGGER {name}{on_table}", are_guards_off=False):
        shown = {finding.name: finding.breaches for finding in verify_all() if not finding.holds}
        assert shown == {"Append-only tables have their triggers": [name]}


def test_a_finding_says_in_one_line_what_holds_and_what_does_not() -> None:
    assert Finding("A rule", []).line() == "ok      A rule"
    assert Finding("A rule", ["a", "b"]).line() == "BROKEN  A rule: a, b"
    assert Finding("A rule", list("abcdefg")).line() == "BROKEN  A rule: a, b, c, d, e and 2 more"
