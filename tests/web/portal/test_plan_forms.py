"""What cannot be done to a plan: told on the form, and asked of nobody."""

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.recurring.history_models import PlanChange
from tests.giver import Giver, gives
from tests.story import Story


@pytest.fixture(scope="module")
def kim(shared_story: Story) -> Giver:
    gives(shared_story, amount="50.00", frequency="monthly")
    shared_story.drains_a_while(minutes=5)
    return Giver(shared_story).signs_in()


@pytest.mark.parametrize(
    ("act", "given"),
    [
        ("amount", {"amount": ""}),
        ("amount", {"amount": "NaN"}),
        ("amount", {"amount": "1e9"}),
        ("amount", {"amount": "0.01"}),
        ("amount", {"amount": "50"}),
        ("rhythm", {"interval": "daily"}),
        ("rhythm", {"interval": "quarterly"}),
        ("rhythm", {"interval": "monthly"}),
        ("date", {"on": "2026-13-41"}),
        ("date", {"on": "2020-01-01"}),
        ("date", {"on": "2030-01-01"}),
        ("purpose", {"fund": "none"}),
        ("pause", {"months": "7"}),
        ("pause", {"months": "-1"}),
        ("pause", {"months": "x"}),
        ("cancel", {"reason": "x" * 1001}),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_asked_for(shared_story, kim, act, given):
    page = f"/my/plans/{shared_story.donations()[0]['reference']}/{act}"
    answer = kim.sends(page, given, page=page)
    assert (answer.status_code, 'id="errors"' in answer.text) == (422, True)
    with shared_story.inside():
        assert session.scalars(select(PlanChange)).all() == []
