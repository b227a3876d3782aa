"""The copy of an SQLite database is of one moment, whoever writes meanwhile."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from donations.backup.sqlite_copy import copy_sqlite, put_sqlite
from donations.core.errors import Refused


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Two tables that always hold the same number of rows."""
    path = tmp_path / "donations.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript("CREATE TABLE a (x BLOB); CREATE TABLE b (x BLOB);")
    return path


@contextmanager
def busy(path: Path) -> Iterator[None]:
    """Somebody writes, one transaction after the other."""
    stop = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(path, timeout=10)) as connection:
            while not stop.is_set():
                with connection:
                    connection.execute("INSERT INTO a VALUES (randomblob(500))")
                    connection.execute("INSERT INTO b VALUES (randomblob(500))")

    writer = threading.Thread(target=write)
    writer.start()
    yield
    stop.set()
    writer.join()


def counts(path: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(path)) as connection:
        found: tuple[int, int] = connection.execute(
            "SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b)"
        ).fetchone()
        return found


def test_each_copy_is_of_one_moment(database: Path, tmp_path: Path) -> None:
    with busy(database):
        for number in range(10):
            copy_sqlite(database, tmp_path / f"copy{number}")
    copies = [counts(tmp_path / f"copy{number}") for number in range(10)]
    assert [a - b for a, b in copies] == [0] * 10
    assert copies == sorted(copies)
    assert sorted(path.name for path in tmp_path.glob("copy*")) == [f"copy{number}" for number in range(10)]


def test_a_damaged_database_is_no_backup(database: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany("INSERT INTO a VALUES (?)", [(b"x" * 3000,)] * 50)
    with database.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 4096)
    with pytest.raises((Refused, sqlite3.DatabaseError)):
        copy_sqlite(database, tmp_path / "copy")


def test_it_comes_into_its_place_all_at_once(database: Path, tmp_path: Path) -> None:
    copy_sqlite(database, tmp_path / "copy")
    put_sqlite(tmp_path / "copy", tmp_path / "restored.sqlite3")
    assert counts(tmp_path / "restored.sqlite3") == (0, 0)
    assert (tmp_path / "restored.sqlite3").stat().st_mode & 0o777 == 0o600
