"""What was backed up is there again, row by row; and nothing is ever written over."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select

from donations.backup.manifest import NAME, checked_manifest
from donations.backup.restore_backup import restore_backup
from donations.core.database import Base
from donations.core.errors import Refused
from tests.backup.conftest import Place


def rows_of(url: str) -> dict[str, list[Any]]:
    """Everything in the database."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            tables = Base.metadata.sorted_tables
            return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in tables}
    finally:
        engine.dispose()


def restored(backup: Path) -> None:
    restore_backup(backup, checked_manifest(backup))


def test_every_row_and_every_letter_is_there_again(backup: Path, database: str, place: Place) -> None:
    restored(backup)
    assert rows_of(place.database) == rows_of(database)
    assert (place.folder / "mail" / "2026_letter.eml").read_bytes() == b"Dear Kim"


def test_what_is_restored_belongs_to_its_owner_alone(backup: Path, place: Place) -> None:
    restored(backup)
    assert {oct(path.stat().st_mode & 0o77) for path in (place.folder, *place.folder.rglob("*"))} == {"0o0"}


def test_secrets_may_be_there_already(backup: Path, place: Place) -> None:
    place.folder.mkdir()
    (place.folder / "secrets.toml").write_text('secret_key = "put here by hand, long enough for a key"\n')
    restored(backup)
    assert "put here by hand" in (place.folder / "secrets.toml").read_text()


@pytest.mark.parametrize("name", ["donations.sqlite3", "settings.toml", "notes.txt"])
def test_a_folder_with_something_in_it_is_refused_and_left_alone(backup: Path, place: Place, name: str) -> None:
    place.folder.mkdir()
    (place.folder / name).write_text("mine")
    with pytest.raises(Refused, match=f"is not empty .{name}.: a backup is restored into an empty place only"):
        restored(backup)
    assert {path.name: path.read_text() for path in place.folder.iterdir()} == {name: "mine"}


def test_a_database_with_something_in_it_is_refused_and_left_alone(
    backup: Path, database: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONATIONS_DATABASE_URL", database)
    before = rows_of(database)
    with pytest.raises(Refused, match="is not empty"):
        restored(backup)
    assert rows_of(database) == before
    assert list(place.folder.iterdir()) == []


def test_a_newer_schema_is_refused(backup: Path, place: Place) -> None:
    manifest = json.loads((backup / NAME).read_text())
    (backup / NAME).write_text(json.dumps({**manifest, "revision": "9999_from_the_future", "version": "9.9"}))
    with pytest.raises(Refused, match=r"newer version: 9\.9, schema 9999_from_the_future"):
        restored(backup)
    assert not place.folder.exists()


def test_the_other_kind_of_database_is_refused(backup: Path, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    is_sqlite = place.database.startswith("sqlite")
    other = "postgresql://nobody@127.0.0.1:1/nothing" if is_sqlite else f"sqlite:///{place.folder / 'x.sqlite3'}"
    monkeypatch.setenv("DONATIONS_DATABASE_URL", other)
    with pytest.raises(Refused, match="names another database"):
        restored(backup)
    assert list(place.folder.iterdir()) == []


def test_settings_that_do_not_hold_leave_the_place_empty(
    backup: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONATIONS_BASE_URL", "nonsense")
    with pytest.raises(Exception, match="BASE_URL"):
        restored(backup)
    assert list(place.folder.iterdir()) == []
