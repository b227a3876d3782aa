"""Databases for a whole module of tests, where no test leaves a trace that another would mind."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from donations.cli.application import migrate_database
from donations.core.database import transaction
from tests import postgres
from tests.application import settings_for


@contextmanager
def database_of(kind: str, template: Path, folder: Path) -> Iterator[str]:
    """A migrated database with the demo foundation, on SQLite or PostgreSQL."""
    if kind == "sqlite":
        shutil.copy(template, folder / "donations.sqlite3")
        yield f"sqlite:///{folder / 'donations.sqlite3'}"
        return
    demo = postgres.template_database("demo", lambda url: migrate_database(settings_for(url, folder)))
    url = postgres.fresh_database(demo)
    yield url
    postgres.drop_database(url)


@contextmanager
def undone() -> Iterator[None]:
    """A transaction that is taken back at its end."""

    class TakenBack(Exception):
        pass

    try:
        with transaction():
            yield
            raise TakenBack
    except TakenBack:
        pass
