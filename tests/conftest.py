"""What all tests share: real databases, the sandbox instead of mocks, a clock that can be put forward."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from donations.app import Fittings, create_app
from donations.cli.first_start import migrate_database
from donations.core.database import SQLITE_PRAGMAS, db
from donations.payments.stripe_gateway import StripeGateway
from donations.sandbox.sandbox import Sandbox
from donations.settings import Settings
from tests import postgres, quicker
from tests.story import Mailbox, Story

quicker.arrange()
WEBHOOK_SECRET = "whsec_for_tests_only"
START = datetime(2026, 11, 10, 11, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    """How hard it storms (`tests/flows/test_storm.py`)."""
    parser.addoption("--kills", type=int, help="workers killed in a storm; else 200 on SQLite, 100 on PostgreSQL")
    parser.addoption(
        "--plans", type=int, default=4, help="regular gifts that live through two years; 200: some minutes"
    )
    parser.addoption(
        "--storm-seed", type=int, help="the seed a storm has printed, to tell it again; of regular gifts: other years"
    )


def settings_for(database_url: str, folder: Path, **given: object) -> Settings:
    """Settings of a sandbox service with that database."""
    fixed = {
        "secret_key": "a secret for tests only, long enough",
        "stripe_webhook_secret": WEBHOOK_SECRET,
        "mode": "sandbox",
        "give_limit": "10000/minute",
        "page_limit": "100000/minute",
    }
    return Settings(database_url=database_url, data_dir=folder, **{**fixed, **given})  # type: ignore[arg-type]  # given by name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with the demo foundation, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    migrate_database(settings_for(f"sqlite:///{folder / 'donations.sqlite3'}", folder))
    return folder / "donations.sqlite3"


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> str:
    """A database of its own on SQLite."""
    path = tmp_path / "donations.sqlite3"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database of its own on PostgreSQL."""

    def prepare(url: str) -> None:
        migrate_database(settings_for(url, tmp_path_factory.mktemp("postgres")))

    url = postgres.fresh_database(postgres.template_database("demo", prepare))
    yield url
    postgres.drop_database(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Everything that touches rows is tested on both."""
    name = {"sqlite": "sqlite_database", "postgresql": "postgres_database"}[request.param]
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
def durable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections to SQLite made from now on wait for the disk, as they do outside of tests."""
    monkeypatch.setitem(SQLITE_PRAGMAS, "synchronous", "FULL")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Noon in Warsaw on 10 November 2026, running; put it forward with `shift`."""
    with time_machine.travel(START, tick=True) as traveller:
        yield traveller


@pytest.fixture
def sandbox(clock: time_machine.Traveller) -> Iterator[Sandbox]:
    """A payment provider of our own, in this process."""
    sandbox = Sandbox(webhook_secret=WEBHOOK_SECRET)
    yield sandbox
    sandbox.close()


@pytest.fixture
def mailbox() -> Mailbox:
    """Where letters end up."""
    return Mailbox()


@pytest.fixture
def app(database: str, tmp_path: Path, sandbox: Sandbox, mailbox: Mailbox) -> Iterator[Flask]:
    """The application, with the sandbox behind its gateway."""
    with application(database, tmp_path, sandbox, mailbox) as app:
        yield app


@contextmanager
def application(url: str, folder: Path, sandbox: Sandbox, mailbox: Mailbox) -> Iterator[Flask]:
    """One that asks that sandbox and writes to that mailbox; its connections are closed at the end."""
    gateway = StripeGateway("sk_test_sandbox", http_client=sandbox.http_client(), pause=lambda _seconds: None)
    app = create_app(settings_for(url, folder), Fittings(post=mailbox, gateway=gateway))
    app.testing = False
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def story(app: Flask, sandbox: Sandbox, mailbox: Mailbox, clock: time_machine.Traveller) -> Story:
    """Visitors, the provider, the worker and the mailbox, around one service."""
    return Story(app, sandbox, mailbox, clock)
