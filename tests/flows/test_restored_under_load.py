"""A service is backed up while workers and the web side are busy, goes on a little, and is lost with its machine.

Out of the backup and the provider's memory everything comes back: donations that were under way, and donations that
began
after the backup. What cannot: the numbers of receipts issued since. The same donations get new ones.
"""

import random
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner

from donations.backup.manifest import checked_manifest
from donations.cli import donations
from donations.mail.transport import FileTransport
from donations.payments.stripe_gateway import StripeGateway
from donations.reporting.invariants.verify import verify_all
from donations.sandbox.sandbox import Sandbox
from tests import postgres
from tests import storm_aftermath as found
from tests.plan_aftermath import collected, differ_from_provider
from tests.postgres_tools import newest_tools
from tests.restoring import UNDERWAY, elsewhere, fetch_what_was_missed
from tests.storm import WORKERS, Door, Event, alive, in_disorder
from tests.storm_donations import MadeUpDonation, donations_of_many_kinds
from tests.storm_processes import SECRET, Place, keep_door, work

BEFORE, AFTER = range(14), range(18, 25)
LEASE = timedelta(seconds=2)
PATIENCE = 60.0
Types = Callable[..., str]

pytestmark = pytest.mark.xdist_group("storm")


@pytest.fixture
def lots() -> random.Random:
    seed = random.randrange(2**32)
    print(f"the seed: {seed}")  # noqa: T201 - shown with a failure
    return random.Random(seed)


def place_of(database: str, folder: Path) -> Place:
    return Place(database, folder, FileTransport(folder / "mail"), LEASE)


@pytest.fixture
def sandbox() -> Sandbox:
    """The provider; it outlives the machine."""
    return Sandbox(webhook_secret=SECRET)


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Iterator[Types]:
    """`donations …` at a place; what it says. It must end well."""
    monkeypatch.setenv("PATH", str(newest_tools()))
    monkeypatch.setenv("DONATIONS_SECRET_KEY", "a secret for storms only, long enough")
    monkeypatch.setenv("DONATIONS_STRIPE_WEBHOOK_SECRET", SECRET)

    def run(place: Place, *words: str) -> str:
        monkeypatch.setenv("DONATIONS_DATA_DIR", str(place.folder))
        monkeypatch.setenv("DONATIONS_DATABASE_URL", place.database)
        done = CliRunner().invoke(donations, words)
        assert done.exit_code == 0, (done.output, done.exception)
        return done.output

    yield run
    structlog.reset_defaults()


def lose(place: Place) -> None:
    """The machine burns."""
    if place.database.startswith("postgresql"):
        postgres.drop_database(place.database)
    shutil.rmtree(place.folder)


def bring(door: Door, events: Sequence[Event]) -> threading.Thread:
    """Hand them in, one after the other, while others do other things."""

    def hand_in() -> None:
        for event in events:
            door.hand_in(event)

    courier = threading.Thread(target=hand_in, daemon=True)
    courier.start()
    return courier


def wait_for(door: Door, answered: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while len(door.answered) < answered:
        assert time.monotonic() < deadline, "events are still waiting for an answer"
        time.sleep(0.005)


def test_after_a_total_loss_nothing_the_provider_knows_is_missing(
    database: str, tmp_path: Path, sandbox: Sandbox, types: Types, lots: random.Random
) -> None:
    lost, backup = place_of(database, tmp_path / "lost"), tmp_path / "backup"
    lost.folder.mkdir()
    donations, late = live_and_be_lost(lost, backup, sandbox, lots, types)

    with elsewhere(database, tmp_path / "elsewhere") as url:
        place = place_of(url, tmp_path / "elsewhere")
        said = types(place, "restore", str(backup))
        assert "BROKEN" not in said
        assert "donations events backfill --since" in said
        with place.inside():
            gateway = StripeGateway("sk_test_sandbox", http_client=sandbox.http_client())
            rebuilt = fetch_what_was_missed(gateway, checked_manifest(backup).made_at - UNDERWAY)
            found.work_off(LEASE)

            assert rebuilt == late
            assert found.stored_events() == {event["id"] for event in sandbox.events()}
            assert [finding.line() for finding in verify_all() if not finding.holds] == []
            assert differ_from_provider(sandbox) == []
            found.compare(donations, collected(sandbox))
            assert found.letters_sent() - found.letters_in(place.folder / "mail") == Counter()


def live_and_be_lost(
    place: Place, backup: Path, sandbox: Sandbox, lots: random.Random, types: Types
) -> tuple[list[MadeUpDonation], set[str]]:
    """Single donations, and the references of all that began after the backup was made."""
    donations = donations_of_many_kinds(place, sandbox, BEFORE, lots, months=False)
    begun = references(sandbox)
    door, visible = Door(place, sandbox), sandbox.events()
    with alive(place, work, WORKERS), alive(place, keep_door, 1):
        courier = bring(door, in_disorder(visible, lots))
        wait_for(door, len(visible) // 3)
        types(place, "backup", str(backup))
        assert courier.is_alive(), "nobody was busy while the backup was made"
        donations += donations_of_many_kinds(place, sandbox, AFTER, lots, months=False)
        courier.join(PATIENCE)
        known = {event["id"] for event in visible}
        news = in_disorder([event for event in sandbox.events() if event["id"] not in known], lots)
        bring(door, news[: len(news) // 2]).join(PATIENCE)
    lose(place)
    return donations, references(sandbox) - begun


def references(sandbox: Sandbox) -> set[str]:
    """Of every donation a visitor was sent to pay."""
    return {page["client_reference_id"] for page in sandbox.all("checkout.session")}
