"""The application as commands use it."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from donations.app import create_app
from donations.core.append_only import missing_guards
from donations.core.database import db, session, transaction
from donations.core.errors import Refused
from donations.core.installation import Mode, claim_database, installation
from donations.core.logs import set_up_logs
from donations.core.migrate import migrate, newest_revision, present_revision
from donations.organisation.queries import find_organisation
from donations.settings import BadSettings, Settings, data_dir, ensure_secrets, load_settings


def prepared_settings() -> Settings:
    """The settings; outside live mode the secrets are made at the first start."""
    settings = load_settings()
    if settings.mode != "live" and not (settings.secret_key and settings.stripe_webhook_secret):
        ensure_secrets(data_dir())
        settings = load_settings()
    if not settings.secret_key or not settings.webhook_secrets:
        raise BadSettings(f"DONATIONS_SECRET_KEY or DONATIONS_STRIPE_WEBHOOK_SECRET is empty; see {data_dir()}")
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return settings


@contextmanager
def application() -> Iterator[Flask]:
    """For one command: settings read, logs set up, the database checked and at hand."""
    settings = prepared_settings()
    set_up_logs(settings.log_format)
    app = create_app(settings)
    with app.app_context():
        try:
            refuse_unready_database(settings)
            yield app
        finally:
            session.remove()
            db.engine.dispose()


def refuse_unready_database(settings: Settings) -> None:
    """A pending migration, a lost trigger or another mode's database: refuse to start, and say what to do."""
    if present_revision(db.engine) != newest_revision():
        raise Refused("The database is not up to date. Run: donations migrate")
    with db.engine.connect() as connection:
        lost = missing_guards(connection)
    if lost:
        raise Refused("Triggers are missing from the database: %(names)s", names=", ".join(sorted(lost)))
    if installation().mode != settings.mode:
        raise Refused(
            "This database belongs to %(owner)s mode and the settings say %(mode)s. "
            "Use another DONATIONS_DATA_DIR or DONATIONS_DATABASE_URL.",
            owner=installation().mode,
            mode=settings.mode,
        )


def migrate_database(settings: Settings, *, with_supporter: bool = False) -> None:
    """Run pending migrations and claim the database for this mode. Safe to repeat; quick with nothing to do.

    `with_supporter`: where nobody gave yet, a sandbox begins with somebody who has given for two years.
    """
    app = create_app(settings)
    with app.app_context():
        if present_revision(db.engine) != newest_revision():
            migrate(db.engine)
            list_all_anew()
        with transaction():
            claim_database(Mode(settings.mode))
            if settings.mode != "live" and find_organisation() is None:
                from donations.cli.demo import seed_demo  # noqa: PLC0415 - needed once

                seed_demo()
            if settings.mode == "sandbox":
                from donations.cli.demo import keep_demo_account  # noqa: PLC0415 - of the sandbox alone

                keep_demo_account(settings)
            if settings.mode == "sandbox" and with_supporter:
                from donations.cli.demo import keep_demo_supporter  # noqa: PLC0415 - the same

                keep_demo_supporter(settings, app.extensions["services"].links)
        db.engine.dispose()


def list_all_anew() -> None:
    """A database from before the list was kept: every donation is listed once."""
    from donations.cli.database import relist_all  # noqa: PLC0415 - needed after an upgrade alone
    from donations.search.relist import is_behind  # noqa: PLC0415 - the same

    if is_behind():
        relist_all()
