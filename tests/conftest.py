"""What all tests share: real databases, the sandbox instead of mocks, a clock that can be put forward."""

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from donations.cli.application import migrate_database
from donations.core.database import SQLITE_PRAGMAS
from donations.sandbox.sandbox import Sandbox
from tests import postgres, quicker, selection
from tests.application import START, WEBHOOK_SECRET, application, settings_for
from tests.databases import database_of
from tests.story import Mailbox, Story

quicker.arrange()


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much is run (`tests/selection.py`), and how hard it storms (`tests/flows/test_storm.py`)."""
    selection.add_option(parser)
    parser.addoption("--kills", type=int, help="workers killed in a storm; else 12, of full size 200")
    parser.addoption("--plans", type=int, help="regular gifts that live through two years; else 4, of full size 200")
    parser.addoption(
        "--storm-seed", type=int, help="the seed a storm has printed, to tell it again; of regular gifts: other years"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of everything that was found: what a run of this size takes."""
    selection.select(config, items)


def pytest_collection_finish() -> None:
    """What is loaded now stays to the end: Python need not look for garbage in it after each application anew."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


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


@pytest.fixture
def story(app: Flask, sandbox: Sandbox, mailbox: Mailbox, clock: time_machine.Traveller) -> Story:
    """Visitors, the provider, the worker and the mailbox, around one service."""
    return Story(app, sandbox, mailbox, clock)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_story(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    """As `story`, for modules whose tests only look at what was told before the first of them; on both databases."""
    folder, mailbox = tmp_path_factory.mktemp("told_once"), Mailbox()
    sandbox = Sandbox(webhook_secret=WEBHOOK_SECRET)
    with (
        database_of(request.param, sqlite_template, folder) as url,
        time_machine.travel(START, tick=True) as clock,
        application(url, folder, sandbox, mailbox) as app,
    ):
        yield Story(app, sandbox, mailbox, clock)
    sandbox.close()
