"""A service is lost, and comes back elsewhere, out of its backup and the provider's memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from donations.app import Overrides, create_app
from donations.backup.make_backup import make_backup
from donations.backup.manifest import Manifest, checked_manifest
from donations.backup.restore_backup import restore_backup
from donations.core.database import db, session, transaction
from donations.giving.unmatched.rebuild_donations import rebuild_donations
from donations.payments.gateway import Gateway
from donations.payments.receive_event import store_fetched
from donations.recurring.changes.put_in_force import note_changes_made
from tests import postgres
from tests.application import settings_for
from tests.postgres_tools import newest_tools
from tests.story import Mailbox, Story

UNDERWAY = timedelta(days=3)  # as `donations restore` advises


@contextmanager
def elsewhere(database: str, folder: Path) -> Iterator[str]:
    """An empty database of the same kind."""
    if database.startswith("sqlite"):
        yield f"sqlite:///{folder / 'donations.sqlite3'}"
        return
    url = postgres.fresh_database()
    yield url
    postgres.drop_database(url)


def fetch_what_was_missed(gateway: Gateway, since: datetime) -> set[str]:
    """As `donations events backfill` and `donations events rebuild` do; the references of donations written anew."""
    with transaction():
        store_fetched(*gateway.events_since(since))
    with transaction():
        note_changes_made()
        return {donation.reference for donation in rebuild_donations()}


@dataclass
class Loss:
    """What burns, and where it may come back."""

    folder: Path
    database: str
    patch: pytest.MonkeyPatch
    restored: Flask | None = None

    @property
    def _backup(self) -> Path:
        return self.folder / "backup"

    @property
    def _manifest(self) -> Manifest:
        return checked_manifest(self._backup)

    def backs_up(self, story: Story) -> None:
        """The service may be busy."""
        self.patch.setenv("PATH", str(newest_tools()))
        with story.inside():
            make_backup(self._backup, story.app.extensions["settings"])

    def comes_back(self, lost: Story) -> Story:
        """Restored, with an empty mailbox; what was missed is still to be fetched."""
        with lost.inside():
            session.remove()
            db.engine.dispose()
        folder = self.folder / "elsewhere"
        self.patch.setenv("DONATIONS_DATA_DIR", str(folder))
        self.patch.setenv("DONATIONS_DATABASE_URL", self.database)
        restore_backup(self._backup, self._manifest)
        mailbox, tools = Mailbox(), lost.app.extensions["services"]
        overrides = Overrides(transport=mailbox, gateway=tools.gateway())
        self.restored = create_app(settings_for(self.database, folder), overrides)
        return Story(self.restored, lost.sandbox, mailbox, lost.clock)

    def fetches(self, story: Story) -> set[str]:
        """The references of donations written anew."""
        with story.inside():
            gateway = story.app.extensions["services"].gateway()
            return fetch_what_was_missed(gateway, self._manifest.made_at - UNDERWAY)

    def is_over(self) -> None:
        if self.restored:
            with self.restored.app_context():
                session.remove()
                db.engine.dispose()
