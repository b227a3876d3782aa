"""A backup holds all that must outlive the machine, nothing secret, and bears its name only when it is whole."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from donations.backup import make_backup as making
from donations.backup.make_backup import make_backup
from donations.backup.manifest import checked_manifest
from donations.core.errors import Refused
from donations.core.migrate import newest_revision
from tests.application import WEBHOOK_SECRET
from tests.backup.conftest import settings_of
from tests.story import Story

DATABASES = {"sqlite": "donations.sqlite3", "postgresql": "donations.pgdump"}


def test_what_must_outlive_the_machine_is_in_it_and_nothing_else(backup: Path) -> None:
    manifest = checked_manifest(backup)
    assert manifest.files.keys() == {DATABASES[manifest.database], "settings.toml", "mail/2026_letter.eml"}
    assert (manifest.mode, manifest.revision) == ("sandbox", newest_revision())
    assert manifest.secrets[:2] == ["DONATIONS_SECRET_KEY", "DONATIONS_STRIPE_WEBHOOK_SECRET"]


def test_only_its_owner_may_read_it(backup: Path) -> None:
    modes = {oct(path.stat().st_mode & 0o777) for path in backup.rglob("*") if path.is_file()}
    folders = {oct(path.stat().st_mode & 0o777) for path in (backup, *backup.rglob("*")) if path.is_dir()}
    assert (modes, folders) == ({"0o600"}, {"0o700"})


def test_no_secret_is_anywhere_in_it(backup: Path, books: Story) -> None:
    secrets = [WEBHOOK_SECRET, settings_of(books).secret_key, "the-demo-word"]
    everything = b"".join(path.read_bytes() for path in backup.rglob("*") if path.is_file()) + unpacked(backup)
    assert b"kept@example.org" in everything
    assert [secret for secret in secrets if secret.encode() in everything] == []


def unpacked(backup: Path) -> bytes:
    """The rows of a PostgreSQL dump, which lie in it compressed."""
    dump = backup / DATABASES["postgresql"]
    if not dump.exists():
        return b""
    return subprocess.run(["pg_restore", "--file=-", dump], capture_output=True, check=True).stdout


def test_the_copy_of_sqlite_is_one_file_and_whole(backup: Path) -> None:
    copy = backup / DATABASES["sqlite"]
    if copy.exists():
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("SELECT count(*) FROM donation").fetchone() == (2,)


def test_another_backup_is_never_replaced(backup: Path, books: Story) -> None:
    with books.inside(), pytest.raises(Refused, match="is there already"):
        make_backup(backup, settings_of(books))
    checked_manifest(backup)


def test_one_that_fails_half_way_leaves_nothing(books: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_folder: Path) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(making, "described", breaks)
    with books.inside(), pytest.raises(OSError, match="full"):
        make_backup(tmp_path / "backups" / "two", settings_of(books))
    assert list((tmp_path / "backups").iterdir()) == []
