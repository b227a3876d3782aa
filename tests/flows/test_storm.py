"""Workers and the web side are killed (SIGKILL) hundreds of times while disordered webhooks arrive. Nothing is lost,
nothing is done twice. The seed is printed; `--storm-seed` tells the same storm again, `--kills` a longer one.
"""

import random
from datetime import timedelta
from pathlib import Path

import pytest

from donations.mail.file_post import FilePost
from donations.reporting.verify import verify_all
from donations.sandbox.sandbox import Sandbox
from tests import storm_aftermath as found
from tests.storm import Storm
from tests.storm_gifts import gifts_of_many_kinds
from tests.storm_processes import SECRET, Place

KILLS = {"sqlite": 200, "postgresql": 100}
LEASE = timedelta(seconds=2)


@pytest.mark.xdist_group("storm")
def test_a_storm_of_kills_loses_nothing_and_does_nothing_twice(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kills = request.config.getoption("kills") or KILLS[database.partition("+")[0].partition(":")[0]]
    seed = request.config.getoption("storm_seed") or random.randrange(2**32)
    print(f"this storm again: --kills {kills} --storm-seed {seed}")
    place = Place(database, tmp_path, FilePost(tmp_path / "mail"), LEASE)
    sandbox, lots = Sandbox(webhook_secret=SECRET), random.Random(seed)
    gifts = gifts_of_many_kinds(place, sandbox, kills * 3 // 5, lots)
    with place.app().app_context():
        refused = Storm(place, sandbox, kills, lots, lambda answered: None).rage().refused
        found.work_off(LEASE)

        assert refused == []
        assert found.stored_events() == {event["id"] for event in sandbox.events()}
        assert [finding.line() for finding in verify_all() if not finding.holds] == []
        assert found.settled_with() == sorted((gift.reference, gift.payment) for gift in gifts if gift.is_paid)
        print(found.receipts_given().most_common(3), found.letters_sent() == found.letters_in(tmp_path/"mail"))
