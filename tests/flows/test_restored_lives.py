"""Plans live as they like, with cards that fail, late webhooks and dying workers. In the midst of it a backup
is made, and some weeks later all but that is lost: what comes back agrees with the provider.

`--storm-seed` makes them other lives; without it they are the same each time.
"""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from donations.core.database import session
from donations.core.outbox import Owed
from donations.payments.models import ProviderEvent
from donations.payments.states import EventState
from tests import plan_aftermath as found
from tests.application import START
from tests.plan_life import Life, lives_again
from tests.restoring import Loss, elsewhere
from tests.story import Story

pytestmark = pytest.mark.both_databases

USUAL_SEED = 2027
KNOWN, LATE = range(6), range(6, 10)
WEEKS = 18  # days; with those in which the late ones begin not more than the provider remembers


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    return request.config.getoption("storm_seed") or USUAL_SEED


@pytest.fixture
def clock(seed: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[time_machine.Traveller]:
    lives_again(seed, monkeypatch)
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def database(sqlite_template: Path, memory: Path) -> str:
    shutil.copy(sqlite_template, memory / "donations.sqlite3")
    return f"sqlite:///{memory / 'donations.sqlite3'}"


@pytest.fixture
def loss(database: str, memory: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loss]:
    monkeypatch.setattr("donations.receipts.documents.render_receipt", lambda *_, **__: b"%PDF-1.7")
    with elsewhere(database, memory / "elsewhere") as url:
        loss = Loss(memory, url, monkeypatch)
        yield loss
        loss.is_over()


def test_whatever_was_lived_since_the_backup_comes_back(story: Story, loss: Loss, seed: int) -> None:
    life = Life(story, random.Random(seed))
    story.starts_schedule()
    for number in KNOWN:
        life.begins(number)
    life.lives(35)
    life.is_busy()
    loss.backs_up(story)
    for number in LATE:
        life.begins(number)
    life.lives(WEEKS)

    back = loss.comes_back(story)
    loss.fetches(back)
    Life(back, random.Random(seed)).comes_to_rest()

    payments = found.collected(story.sandbox)
    assert back.broken_invariants() == []
    with back.inside():
        assert found.differ_from_provider(story.sandbox) == []
        assert found.not_in_the_books_once(payments) == {}
        assert found.counted_twice(payments) == []
        assert found.taken_after_the_end(payments) == []
        assert found.asked_by_us_after_a_cancel(story.sandbox) == []
        assert found.counted_after_a_cancel(payments) == []
        assert found.donations_not_thanked_once() == []
        assert [*session.scalars(select(ProviderEvent.reason).where(ProviderEvent.state == EventState.PARKED))] == []
        assert [*session.scalars(select(Owed.last_error).where(Owed.parked_at.is_not(None)))] == []
