"""A service with some donations in it, and another place where it may come to life again."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from donations.backup.make_backup import make_backup
from donations.settings import Settings
from tests import postgres
from tests.application import WEBHOOK_SECRET
from tests.postgres_tools import newest_tools
from tests.story import Story


@pytest.fixture
def postgres_tools(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The client programs of the test's own server, and no others, on the PATH."""
    monkeypatch.setenv("PATH", str(newest_tools()))
    return newest_tools()


@pytest.fixture
def books(story: Story, tmp_path: Path, postgres_tools: Path) -> Story:
    """One donation is settled, one is under way; beside the database lies what usually lies there."""
    story.gives("50.00", email="kept@example.org")
    story.visitor().starts("70.00", email="later@example.org")
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "2026_letter.eml").write_bytes(b"Dear Kim")
    (tmp_path / "mail" / "2026_staff-reset-01_ab.eml").write_bytes(b"Dear Ola, your link")
    (tmp_path / "mail" / ".unfinished.part").write_bytes(b"Dear")
    (tmp_path / "secrets.toml").write_text(f'stripe_webhook_secret = "{WEBHOOK_SECRET}"\n')
    (tmp_path / "demo-account.txt").write_text("demo@example.org\nthe-demo-word\n")
    (tmp_path / "sandbox.sqlite3").write_bytes(b"the provider's own")
    return story


def settings_of(story: Story) -> Settings:
    settings: Settings = story.app.extensions["settings"]
    return settings


@pytest.fixture
def backup(books: Story, tmp_path: Path) -> Path:
    """A backup of these books."""
    with books.inside():
        make_backup(tmp_path / "backups" / "one", settings_of(books))
    return tmp_path / "backups" / "one"


@dataclass(frozen=True)
class Place:
    """An empty data directory, and an empty database that the settings name."""

    folder: Path
    database: str


@pytest.fixture
def place(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Of the same kind as the one that is lost."""
    folder = tmp_path / "elsewhere"
    monkeypatch.setenv("DONATIONS_DATA_DIR", str(folder))
    if database.startswith("sqlite"):
        yield Place(folder, f"sqlite:///{folder / 'donations.sqlite3'}")
        return
    url = postgres.fresh_database()
    monkeypatch.setenv("DONATIONS_DATABASE_URL", url)
    yield Place(folder, url)
    postgres.drop_database(url)
