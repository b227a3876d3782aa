"""`donations migrate` and `donations verify`."""

import sqlite3
from contextlib import closing
from pathlib import Path

from donations.app import create_app
from donations.core import clock
from donations.core.database import db, session, transaction
from donations.giving.models import Donation
from tests.application import settings_for
from tests.cli.conftest import Typed


def test_an_empty_folder_becomes_a_database(folder: Path, typed: Typed) -> None:
    assert typed("migrate").out == "The database is up to date.\n"
    assert typed("migrate").code == 0
    assert (folder / "secrets.toml").stat().st_mode & 0o077 == 0
    assert typed("verify").code == 0


def test_books_that_hold_end_well_line_by_line(filled: Path, typed: Typed) -> None:
    shown = typed("verify")
    assert (shown.code, {line.split()[0] for line in shown.out.splitlines()}) == (0, {"ok"})


def test_a_breach_is_named_and_ends_badly(filled: Path, typed: Typed) -> None:
    app = create_app(settings_for(f"sqlite:///{filled / 'donations.sqlite3'}", filled))
    with app.app_context():
        with transaction():
            session.add(unknown_donation())
        db.engine.dispose()
    shown = typed("verify")
    assert (shown.code, "BROKEN" in shown.out) == (1, True)


def test_an_empty_database_says_what_to_do(folder: Path, typed: Typed) -> None:
    shown = typed("verify")
    assert (shown.code, shown.err) == (1, "donations: The database is not up to date. Run: donations migrate\n")


def unknown_donation() -> Donation:
    """A donation without history or fund."""
    return Donation(
        amount_minor=100,
        currency="PLN",
        donor_name="Kim",
        donor_email="kim@example.org",
        email_key="kim@example.org",
        language="pl",
        privacy_version=1,
        started_at=clock.now(),
    )


def change(filled: Path, statement: str) -> None:
    with closing(sqlite3.connect(filled / "donations.sqlite3")) as connection, connection:
        connection.execute(statement)


def test_a_pending_migration_refuses_to_start_and_says_so(filled: Path, typed: Typed) -> None:
    change(filled, "UPDATE alembic_version SET version_num = '0000_before'")
    for command in ("verify", "worker"):
        shown = typed(command)
        assert (shown.code, shown.err) == (1, "donations: The database is not up to date. Run: donations migrate\n")


def test_a_lost_trigger_refuses_to_start_and_is_named(filled: Path, typed: Typed) -> None:
    change(filled, "DROP TRIGGER receipt_no_delete")
    for command in ("verify", "worker"):
        shown = typed(command)
        assert (shown.code, "receipt_no_delete" in shown.err) == (1, True)


def test_a_database_of_another_mode_refuses_to_start(filled: Path, typed: Typed, monkeypatch) -> None:
    monkeypatch.setenv("DONATIONS_STRIPE_SECRET_KEY", "sk_test_x")
    monkeypatch.setenv("DONATIONS_STRIPE_WEBHOOK_SECRET", "whsec_x")
    for command in ("verify", "worker", "migrate"):
        shown = typed(command)
        assert (shown.code, "belongs to sandbox mode and the settings say test" in shown.err) == (1, True)


def test_a_live_key_without_live_mode_refuses_to_start(filled: Path, typed: Typed, monkeypatch) -> None:
    monkeypatch.setenv("DONATIONS_STRIPE_SECRET_KEY", "sk_live_x")
    shown = typed("verify")
    assert (shown.code, "set DONATIONS_MODE=live" in shown.err) == (1, True)


def test_a_database_that_does_not_answer_is_one_line(folder: Path, typed: Typed, monkeypatch) -> None:
    monkeypatch.setenv("DONATIONS_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    shown = typed("verify")
    assert (shown.code, "Traceback" in shown.err, shown.err.startswith("donations: ")) == (1, False, True)
