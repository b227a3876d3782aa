"""The clock owes each due step once."""

from uuid import uuid4

from sqlalchemy import func, select

from donations.core.database import session, transaction
from donations.core.outbox import Owed, Tick
from donations.recurring.dunning.take_step import walk_dunning
from tests.dunning import MONTH, begins_and_fails, lives
from tests.story import Story


def owed(story: Story) -> int:
    with story.inside():
        return session.scalar(select(func.count()).select_from(Owed).where(Owed.event == "FailureStepDue")) or 0


def walks(story: Story) -> None:
    with story.inside(), transaction():
        walk_dunning(Tick(uuid4()))


def test_what_is_due_is_owed_once_and_what_is_not_is_left(story: Story) -> None:
    begins_and_fails(story, "lost_card")
    lives(story, MONTH + 1)
    walks(story)
    assert owed(story) == 0
    story.waits(days=6)
    walks(story)
    walks(story)
    assert owed(story) == 1
