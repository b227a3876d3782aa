"""Workers die over letters that cannot be taken back: before one is handed over, or before the answer is noted."""

from datetime import timedelta
from multiprocessing.connection import wait
from pathlib import Path

import pytest

from donations.bench.donations import paid_donations
from donations.payments.stripe_gateway import StripeGateway
from donations.sandbox.sandbox import Sandbox
from tests import storm_aftermath as found
from tests.storm import WORKERS, Child, alive
from tests.storm_processes import SECRET, WEBHOOK, LedgerPost, Place, work

pytestmark = pytest.mark.both_databases

DONATIONS = 24
LEASE = timedelta(minutes=30)  # longer than the storm: it ends only because its holder was killed
PATIENCE = 60.0


def supporters(*lots: int) -> list[str]:
    """Those over whose letters a worker dies (0: before it is taken; 1: after) or lives (2, 3)."""
    return sorted(f"supporter.{number}@example.org" for number in range(DONATIONS) if number % 4 in lots)


@pytest.fixture
def place(database: str, tmp_path: Path) -> Place:
    """Where every donation is paid, and its webhooks have arrived."""
    place = Place(database, tmp_path, LedgerPost(tmp_path / "handed-over", is_deadly=True), LEASE)
    sandbox = Sandbox(webhook_secret=SECRET)
    with place.inside(StripeGateway("sk_test_sandbox", http_client=sandbox.http_client())) as app:
        assert len(list(paid_donations(sandbox, DONATIONS))) == DONATIONS
        for body, headers in map(sandbox.signed, sandbox.events()):
            app.test_client().post(WEBHOOK, data=body, headers=headers)
    return place


def die_over_letters(place: Place, deaths: int) -> None:
    """Two workers, each replaced as soon as it has died, so many times; the last ones are asked to stop."""
    with alive(place, work, WORKERS) as workers:
        for _ in range(deaths):
            dead = wait([worker.process.sentinel for worker in workers], PATIENCE)
            assert dead, "the workers live on, though letters that kill are still to be sent"
            for index in [index for index, worker in enumerate(workers) if worker.process.sentinel == dead[0]]:
                workers[index].dies()
                workers[index] = Child.born(place, work)
        for worker in workers:
            worker.process.terminate()
            worker.process.join(PATIENCE)


def test_a_letter_over_which_a_worker_died_is_unknown_and_never_sent_again(place: Place) -> None:
    die_over_letters(place, len(supporters(0, 1)))
    harmless = LedgerPost(place.folder / "handed-over", is_deadly=False)

    with Place(place.database, place.folder, harmless, LEASE).inside():
        found.work_off(LEASE)

        assert found.letters_by_state() == {"unknown": supporters(0, 1), "sent": supporters(2, 3)}
    handed_over = (place.folder / "handed-over").read_text().splitlines()
    assert sorted(handed_over) == supporters(1, 2, 3)
