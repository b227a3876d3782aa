"""Plans of the made-up crowd go on in the sandbox."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from donations.cli.sandbox import as_known
from donations.core.database import session, transaction
from donations.demo import plan_lives as lives
from donations.recurring.models import Instalment, RecurringPlan
from tests.cli.conftest import Typed
from tests.crowd import seed
from tests.plans import goes_on
from tests.story import Story

DONATIONS = 700


def states(story: Story) -> dict[str, int]:
    with story.inside():
        count = select(RecurringPlan.status, func.count()).group_by(RecurringPlan.status)
        return dict(session.execute(count).all())


def settled(story: Story) -> int:
    with story.inside():
        return session.scalar(select(func.count()).where(Instalment.status == "settled")) or 0


def test_the_crowds_plans_are_collected_on(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lives, "_NEWEST", {"fail": 3, "pause": 3, "change": 1, "nothing": 3})
    with story.inside():
        seed(story.app, DONATIONS)
        living = select(RecurringPlan).where(RecurringPlan.ended_at.is_(None), RecurringPlan.kind == "card")
        with transaction():
            shown = [as_known(plan, 1) for plan in session.scalars(living)]
    assert {"active", "past_due", "paused", "cancelled", "ended"} == states(story).keys()
    assert all(story.sandbox.adopt(each) for each in shown)
    before = settled(story)
    story.starts_schedule()
    goes_on(story, 35)
    assert settled(story) >= before + states(story)["active"] // 2
    assert states(story).get("past_due", 0) == 0  # mended, or given up after three weeks
    story.drains_a_while(days=1)
    assert story.broken_invariants() == []


def test_seeding_tells_the_sandbox_beside_it(typed: Typed, filled: Path) -> None:
    assert typed("demo", "seed", "--donations", "400").code == 0
    assert (filled / "sandbox.sqlite3").exists()
    assert typed("verify").code == 0
