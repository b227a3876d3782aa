"""The first start of a sandbox brings a supporter with two years behind them; no other start does."""

from pathlib import Path

from donations.app import create_app
from donations.cli.application import migrate_database
from donations.cli.demo import demo_supporter
from donations.core.database import db, session
from donations.giving.models import Donation
from donations.reporting.invariants.verify import verify_all
from donations.sandbox.sandbox import Sandbox
from tests.application import WEBHOOK_SECRET, settings_for
from tests.story import Story


def test_the_first_start_brings_them_and_no_later_one_does(database: str, tmp_path: Path) -> None:
    settings = settings_for(database, tmp_path)
    assert demo_supporter(settings) is None
    for _ in range(2):
        migrate_database(settings, with_supporter=True)
        assert demo_supporter(settings) == "anna@example.org"
        app = create_app(settings)
        with app.app_context():
            assert session.query(Donation).count() == 24
            assert [finding.line() for finding in verify_all() if not finding.holds] == []
            session.remove()
            db.engine.dispose()
    beside = Sandbox(str(tmp_path / "sandbox.sqlite3"), webhook_secret=WEBHOOK_SECRET)
    [found] = beside.all("subscription")
    assert (found["status"], found["items"]["data"][0]["price"]["unit_amount"]) == ("active", 5000)
    assert len(beside.all("invoice")) == 24
    assert beside.events() == []
    beside.close()


def test_where_somebody_gave_nothing_made_up_is_put_beside_it(story: Story, tmp_path: Path) -> None:
    story.gives()
    settings = story.app.extensions["settings"]
    migrate_database(settings, with_supporter=True)
    assert demo_supporter(settings) is None
    assert len(story.donations()) == 1


def test_it_is_the_sandbox_alone_that_has_one(sqlite_database: str, tmp_path: Path) -> None:
    settings = settings_for(sqlite_database, tmp_path)
    migrate_database(settings)
    assert demo_supporter(settings) is None
