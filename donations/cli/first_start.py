"""Bring a database up from empty: schema, owner, and outside live mode the demo foundation."""

from donations.app import create_app
from donations.core.database import db, transaction
from donations.core.installation import Mode, claim_database
from donations.core.migrate import migrate, newest_revision, present_revision
from donations.organisation.queries import find_organisation
from donations.settings import Settings


def migrate_database(settings: Settings) -> None:
    """Run pending migrations and claim the database for this mode. Safe to repeat; quick with nothing to do."""
    app = create_app(settings)
    with app.app_context():
        if present_revision(db.engine) != newest_revision():
            migrate(db.engine)
        with transaction():
            claim_database(Mode(settings.mode))
            if settings.mode != "live" and find_organisation() is None:
                from donations.cli.demo import seed_demo  # noqa: PLC0415 - needed once

                seed_demo()
        db.engine.dispose()
