"""Bring a database up from empty: schema, owner, and outside live mode the demo foundation."""

from donations.app import create_app
from donations.core.database import db, transaction
from donations.core.installation import Mode, claim_database
from donations.core.migrate import migrate, newest_revision, present_revision
from donations.organisation.queries import find_organisation
from donations.settings import Settings


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

                keep_demo_supporter(settings, app.extensions["tools"].links)
        db.engine.dispose()


def list_all_anew() -> None:
    """A database from before the list was kept: every donation is listed once."""
    from donations.cli.database import relist_all  # noqa: PLC0415 - needed after an upgrade alone
    from donations.search.relist import is_behind  # noqa: PLC0415 - the same

    if is_behind():
        relist_all()
