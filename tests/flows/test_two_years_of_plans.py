"""Two years of plans: cards fail, supporters change their minds, webhooks come late and twice, workers die.

Each period is collected at most once, nothing after the end, each letter once, and the books agree with the provider.
In the end every event is applied once more, and nothing is other than before.
`--plans 200` lets as many live, `--storm-seed` makes them other years; without it they are the same each time.
"""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select

from donations.core.database import session
from donations.recurring.models import RecurringPlan
from tests import plan_aftermath as found
from tests.application import START
from tests.applied_again import apply_all_again, books, changed_by
from tests.plan_life import Life, lives_again
from tests.selection import Size, size_of
from tests.story import Story

TWO_YEARS = 730
PLANS: dict[Size, int] = {"quick": 4, "usual": 4, "full": 200}
USUAL_SEED = 2026


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    return request.config.getoption("storm_seed") or USUAL_SEED


@pytest.fixture
def clock(seed: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[time_machine.Traveller]:
    """Time stands still unless it is put forward, ids come out of the seed: the same years can be told again."""
    lives_again(seed, monkeypatch)
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sqlite_database(sqlite_template: Path, memory: Path) -> str:
    """In memory, as the other one is: thousands of transactions wait for no disk."""
    shutil.copy(sqlite_template, memory / "donations.sqlite3")
    return f"sqlite:///{memory / 'donations.sqlite3'}"


@pytest.fixture
def life(story: Story, seed: int, monkeypatch: pytest.MonkeyPatch) -> Life:
    """Receipts are not set in type: hundreds of them are issued here."""
    monkeypatch.setattr("donations.receipts.documents.render_receipt", lambda *_, **__: b"%PDF-1.7")
    return Life(story, random.Random(seed))


def test_two_years_of_plans_with_all_that_happens_in_them(
    story: Story, life: Life, request: pytest.FixtureRequest
) -> None:
    count: int = request.config.getoption("plans") or PLANS[size_of(request.config)]
    story.starts_schedule()
    for number in range(count):
        life.begins(number)
    life.lives(TWO_YEARS)
    life.gives_up(count)
    life.comes_to_rest()

    payments = found.collected(story.sandbox)
    assert story.broken_invariants() == []
    assert life.deaths > 0
    assert life.requested > 0
    assert life.gave_up > 0
    with story.inside():
        assert session.scalar(select(func.count()).select_from(RecurringPlan)) == life.begun
        assert found.differ_from_provider(story.sandbox) == []
        assert found.not_in_the_books_once(payments) == {}
        assert found.counted_twice(payments) == []
        assert found.taken_after_the_end(payments) == []
        assert found.asked_by_us_after_a_cancel(story.sandbox) == []
        assert found.counted_after_a_cancel(payments) == []
        assert found.donations_not_thanked_once() == []
        assert found.letters_not_sent_once(story.mailbox) == []
        before = books()
    apply_all_again(story, USUAL_SEED)
    with story.inside():
        assert changed_by(before, books()) == {}
