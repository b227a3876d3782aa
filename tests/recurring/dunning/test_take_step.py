"""A step about a failure is taken once, whole, however often it is asked for and wherever the worker stops."""

import pytest
from sqlalchemy import func, select

from donations.core.database import session, transaction
from donations.core.outbox import Owed
from donations.mail.models import Letter
from donations.recurring.dunning import take_step as module
from donations.recurring.dunning.take_step import take_step
from donations.recurring.events import FailureStepDue
from donations.recurring.history_models import CollectionFailure
from tests.dunning import MONTH, begins_and_fails, failures, letters_by_day, lives
from tests.story import Story


def step_due(story: Story) -> FailureStepDue:
    with story.inside():
        return FailureStepDue(session.scalars(select(CollectionFailure.id)).one())


def test_a_step_that_breaks_half_way_leaves_nothing_and_is_taken_later(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins_and_fails(story, "lost_card")
    lives(story, MONTH + 1)

    def breaks(*_: object) -> None:
        raise RuntimeError("the worker was stopped")

    with monkeypatch.context() as broken:
        broken.setattr(module, "keep_progress", breaks)
        lives(story, 5)
    assert letters_by_day(story) == [("12-10", "collection_failed")]
    assert failures(story)[0]["step"] == 1
    story.drains_a_while(days=1)
    assert [kind for _, kind in letters_by_day(story)] == ["collection_failed", "collection_reminder"]
    assert failures(story)[0]["step"] == 2


def test_asked_for_again_and_again_a_step_is_taken_once(story: Story) -> None:
    begins_and_fails(story, "lost_card")
    lives(story, MONTH + 1)
    story.waits(days=5)
    due = step_due(story)
    for _ in range(3):
        with story.inside(), transaction():
            take_step(due)
    assert failures(story)[0]["step"] == 2
    with story.inside():
        reminders = select(func.count()).where(Letter.kind == "collection_reminder")
        assert session.scalar(reminders) == 1


def test_a_mended_failure_has_no_steps_any_more(story: Story) -> None:
    begins_and_fails(story, "expired_card")
    lives(story, MONTH + 1)
    due = step_due(story)
    story.sandbox.choose_on_invoice(story.sandbox.all("invoice")[-1]["id"], "other_card")
    story.settles()
    story.waits(days=30)
    with story.inside(), transaction():
        take_step(due)
        assert session.scalar(select(func.count()).select_from(Owed).where(Owed.event == "CollectAgain")) == 0
    assert letters_by_day(story) == [("12-10", "collection_failed")]
