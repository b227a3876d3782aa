"""`donations backup` and `donations restore`, as people type them."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from donations.app import create_app
from donations.backup.manifest import NAME, Manifest, described
from donations.core.database import db, session, transaction
from donations.core.migrate import newest_revision
from donations.core.package_paths import migrations_folder
from tests.application import settings_for
from tests.cli.conftest import Typed
from tests.cli.test_database import unheard_of_donation


@pytest.fixture
def backup(filled: Path, typed: Typed, tmp_path: Path) -> Path:
    """A backup of the demo foundation, whose own data directory is gone."""
    told = typed("backup", str(tmp_path / "backup"))
    assert told.code == 0, told.err
    shutil.rmtree(filled)
    return tmp_path / "backup"


def test_a_backup_says_what_it_holds_and_what_not(filled: Path, typed: Typed, tmp_path: Path) -> None:
    told = typed("backup", str(tmp_path / "backup"))
    assert told.code == 0
    assert told.out.splitlines()[0].endswith(f"schema {newest_revision()}.")
    assert "Not in it, keep elsewhere: DONATIONS_SECRET_KEY, DONATIONS_STRIPE_WEBHOOK_SECRET" in told.out


def test_what_is_restored_is_proved_and_the_rest_is_said(backup: Path, folder: Path, typed: Typed) -> None:
    told = typed("restore", str(backup))
    assert (told.code, told.err) == (0, "")
    assert {line.split()[0] for line in told.out.partition("\n\n")[0].splitlines()} == {"ok"}
    for said in ("DONATIONS_SECRET_KEY", "donations events backfill --since 20", "donations events rebuild"):
        assert said in told.out
    assert typed("verify").code == 0


def test_three_days_are_fetched_again_for_what_was_on_its_way(backup: Path, typed: Typed) -> None:
    made_at = datetime.fromisoformat(manifest_of(backup)["made_at"])
    assert f"--since {made_at - timedelta(days=3):%Y-%m-%dT%H:%M}\n" in typed("restore", str(backup)).out


def test_an_old_backup_says_that_the_provider_has_forgotten(backup: Path, typed: Typed, clock) -> None:
    clock.shift(timedelta(days=365))
    assert "forgets after 30 days" in typed("restore", str(backup)).out


def test_books_that_do_not_hold_end_badly(filled: Path, typed: Typed, tmp_path: Path) -> None:
    app = create_app(settings_for(f"sqlite:///{filled / 'donations.sqlite3'}", filled))
    with app.app_context():
        with transaction():
            session.add(unheard_of_donation())
        db.engine.dispose()
    typed("backup", str(tmp_path / "backup"))
    shutil.rmtree(filled)
    told = typed("restore", str(tmp_path / "backup"))
    assert (told.code, "BROKEN" in told.out) == (1, True)


def test_a_backup_of_an_earlier_version_is_brought_up_to_date(folder: Path, typed: Typed, tmp_path: Path) -> None:
    earlier = tmp_path / "backup"
    earlier.mkdir()
    first_revision(earlier / "donations.sqlite3")
    (earlier / "settings.toml").write_text('mode = "sandbox"\n')
    made_at = datetime(2026, 11, 22, tzinfo=UTC)
    manifest = Manifest(made_at, "0.0", "sandbox", "x", "0001_first", "sqlite", [], described(earlier))
    (earlier / NAME).write_text(manifest.text())
    told = typed("restore", str(earlier))
    assert told.code == 0, told.out + told.err
    with closing(sqlite3.connect(folder / "donations.sqlite3")) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (newest_revision(),)


def first_revision(path: Path) -> None:
    """A database as the first version made it, empty but for its owner."""
    engine, config = create_engine(f"sqlite:///{path}"), Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.attributes["engine"] = engine
    command.upgrade(config, "0001_first")
    engine.dispose()


def test_with_nothing_lost_no_donation_is_written_anew(backup: Path, typed: Typed) -> None:
    typed("restore", str(backup))
    told = typed("events", "rebuild")
    assert (told.code, told.out.splitlines()[0][:22]) == (0, "Gifts written anew: 0.")
    assert told.out.splitlines()[1] == "Changes of regular gifts that the provider had made already: 0."


@pytest.mark.parametrize("where", ["nothing-here", "."])
def test_what_is_no_backup_is_told_in_a_line(folder: Path, typed: Typed, tmp_path: Path, where: str) -> None:
    told = typed("restore", str(tmp_path / where))
    assert (told.code > 0, "Traceback" in told.err, folder.exists()) == (True, False, False)


def test_a_place_that_is_not_empty_is_told_in_a_line(backup: Path, folder: Path, typed: Typed) -> None:
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    told = typed("restore", str(backup))
    assert told.code == 1
    assert told.err == f"donations: {folder} is not empty (notes.txt): a backup is restored into an empty place only.\n"


def manifest_of(backup: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((backup / NAME).read_text())
    return found
