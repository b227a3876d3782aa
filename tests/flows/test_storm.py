"""Workers and the web side are killed (SIGKILL), a dozen or hundreds of them, while disordered webhooks arrive. Nothing
is lost, nothing is done twice. The seed is printed; `--storm-seed` tells the same storm again, `--kills` a longer one.
"""

import random
from datetime import timedelta
from pathlib import Path

import pytest

from donations.mail.transport import FileTransport
from donations.reporting.invariants.verify import verify_all
from donations.sandbox.sandbox import Sandbox
from tests import storm_aftermath as found
from tests.plan_aftermath import collected
from tests.selection import Size, size_of
from tests.storm import Storm
from tests.storm_donations import donations_of_many_kinds
from tests.storm_processes import SECRET, Place

pytestmark = pytest.mark.both_databases

KILLS: dict[Size, int] = {"quick": 12, "usual": 12, "full": 200}
LEASE = timedelta(seconds=2)


@pytest.fixture
def lots(request: pytest.FixtureRequest) -> random.Random:
    seed = request.config.getoption("storm_seed") or random.randrange(2**32)
    print(f"this storm again: --storm-seed {seed}")  # noqa: T201 - shown with a failure
    return random.Random(seed)


@pytest.fixture
def kills(pytestconfig: pytest.Config) -> int:
    return pytestconfig.getoption("kills") or KILLS[size_of(pytestconfig)]


def test_whoever_is_killed_nothing_is_lost_and_nothing_is_done_twice(
    database: str, tmp_path: Path, lots: random.Random, kills: int
) -> None:
    place = Place(database, tmp_path, FileTransport(tmp_path / "mail"), LEASE)
    sandbox = Sandbox(webhook_secret=SECRET)
    donations = donations_of_many_kinds(place, sandbox, range(kills // 3), lots)

    def nothing_answered_is_missing(answered: set[str]) -> None:
        assert answered - found.stored_events() == set()

    with place.inside():
        door = Storm(place, sandbox, kills, lots, nothing_answered_is_missing).rage()
        found.work_off(LEASE)

        assert door.refused == []
        assert found.stored_events() == {event["id"] for event in sandbox.events()}
        assert [finding.line() for finding in verify_all() if not finding.holds] == []
        found.compare(donations, collected(sandbox))
        assert found.letters_in(tmp_path / "mail") == found.letters_sent()
        assert found.letters_by_state().keys() == {"sent"}
