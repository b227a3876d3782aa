"""A backup is believed only as far as its manifest goes, and the manifest only as far as the files agree."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from donations.backup.manifest import NAME, Manifest, checked_manifest, described
from donations.core.errors import Refused


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A whole backup."""
    (tmp_path / "mail").mkdir()
    (tmp_path / "donations.sqlite3").write_bytes(b"rows" * 1000)
    (tmp_path / "mail" / "one.eml").write_bytes(b"a letter")
    (tmp_path / NAME).write_text(manifest(tmp_path).text(), "utf-8")
    return tmp_path


def manifest(folder: Path) -> Manifest:
    made_at = datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC)
    return Manifest(
        made_at, "0.1.0", "sandbox", "id", "0001_first", "sqlite", ["DONATIONS_SECRET_KEY"], described(folder)
    )


def test_what_was_written_is_read_again(folder: Path) -> None:
    assert checked_manifest(folder) == manifest(folder)
    assert checked_manifest(folder).files.keys() == {"donations.sqlite3", "mail/one.eml"}


def test_a_file_that_was_changed_is_named(folder: Path) -> None:
    (folder / "donations.sqlite3").write_bytes(b"rows" * 999 + b"rowz")
    with pytest.raises(Refused, match=r"is damaged: donations\.sqlite3"):
        checked_manifest(folder)


def test_a_file_that_is_missing_is_named(folder: Path) -> None:
    (folder / "mail" / "one.eml").unlink()
    with pytest.raises(Refused, match=r"is damaged: mail/one\.eml"):
        checked_manifest(folder)


def test_a_file_that_was_put_there_is_named(folder: Path) -> None:
    (folder / "mail" / "two.eml").write_bytes(b"another")
    with pytest.raises(Refused, match=r"is damaged: mail/two\.eml"):
        checked_manifest(folder)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 1}', '{"format": 1, "made_at": "yesterday"}', "\x00"])
def test_without_a_whole_manifest_there_is_no_backup(folder: Path, text: str) -> None:
    (folder / NAME).write_text(text)
    with pytest.raises(Refused, match="no whole backup"):
        checked_manifest(folder)


def test_an_empty_folder_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no whole backup"):
        checked_manifest(tmp_path)


def test_a_later_way_of_writing_backups_is_refused(folder: Path) -> None:
    path = folder / NAME
    path.write_text(path.read_text().replace('"format": 1', '"format": 2'))
    with pytest.raises(Refused, match="newer version"):
        checked_manifest(folder)
