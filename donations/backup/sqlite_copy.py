"""A copy of an SQLite database that web and worker go on writing to."""

import sqlite3
from contextlib import closing
from pathlib import Path

from donations.backup.manifest import private_copy, private_file
from donations.core.errors import Refused

NAME = "donations.sqlite3"
_WAIT = 30.0  # seconds


def copy_sqlite(database: Path, target: Path) -> None:
    """One moment of it, whole: a reader in WAL mode sees a snapshot, and keeps no writer waiting."""
    with (
        closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=rw", uri=True, timeout=_WAIT)) as source,
        closing(sqlite3.connect(private_file(target), timeout=_WAIT)) as copy,
    ):
        source.backup(copy)  # all pages at once: page by page it would begin anew with every commit
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        problems = [row[0] for row in copy.execute("PRAGMA quick_check")]
    if problems != ["ok"]:
        raise Refused("The database is damaged: %(problem)s", problem=problems[0])


def put_sqlite(source: Path, database: Path) -> None:
    """Into its place, all at once."""
    unfinished = database.with_name(f".{database.name}.part")
    unfinished.unlink(missing_ok=True)
    private_copy(source, unfinished)
    unfinished.rename(database)
