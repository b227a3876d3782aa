"""The next step about a collection that failed, once: written in the same transaction as what it causes."""

from datetime import timedelta

from sqlalchemy import exists, select

from donations.core import clock, ids, outbox
from donations.core.database import session
from donations.core.outbox import Owed, Tick
from donations.recurring.dunning.failure_story import Story, hear_refusal, keep_progress, locked_story, progress_of
from donations.recurring.dunning.recovery import MendedBy
from donations.recurring.dunning_steps import Act, Progress, next_act
from donations.recurring.events import CollectAgain, FailureEnds, FailureStepDue
from donations.recurring.history_models import CollectionFailure
from donations.recurring.letters.write_plan_letter import write_plan_letter

_DAY = timedelta(days=1)


def take_step(event: FailureStepDue) -> None:
    """The reaction: nothing happens when the step was taken already, or the money has come."""
    do_what_is_due(locked_story(event.failure_id))


def do_what_is_due(story: Story) -> None:
    """Locked: the plan. A story rests while its plan is paused or called off, or an older one is being told."""
    failure, now = story.failure, clock.now()
    if not story.is_open or failure.family is None or failure.next_step_at is None or failure.next_step_at > now:
        return
    if story.plan.is_paused or story.is_called_off or _has_older(failure):
        failure.next_step_at = now + _DAY
        session.flush()
        return
    if story.instalment.decline_code != failure.decline_code:
        hear_refusal(story, story.instalment.decline_code, now)
    progress = progress_of(failure)
    found = next_act(progress, now) if progress else None
    if found:
        _do(story, *found)


def _do(story: Story, act: Act, then: Progress) -> None:
    failure = story.failure
    if act == Act.RETRY:
        outbox.record(CollectAgain(failure.id, MendedBy.OUR_RETRY, ids.new_id().hex))
    elif act == Act.END:
        outbox.record(FailureEnds(failure.id))
        then = Progress(then.family, then.step, clock.now() + _DAY)  # looked at again, should it not have ended
    else:
        write_plan_letter(act, failure.id, story.plan)
    keep_progress(failure, then)


def _has_older(failure: CollectionFailure) -> bool:
    """Of the same plan: a supporter reads one story at a time."""
    others = select(CollectionFailure.id).where(
        CollectionFailure.plan_id == failure.plan_id,
        CollectionFailure.id != failure.id,
        CollectionFailure.mended_at.is_(None),
        CollectionFailure.lost_at.is_(None),
        CollectionFailure.began_at < failure.began_at,
    )
    return session.scalar(others.limit(1)) is not None


_AT_ONCE = 500


def walk_dunning(_event: Tick) -> None:
    """A bounded number, those that have waited longest first; what is owed already is not owed twice."""
    is_owed = exists().where(Owed.subject_id == CollectionFailure.id, Owed.event == FailureStepDue.__name__)
    due = select(CollectionFailure.id).where(
        CollectionFailure.next_step_at <= clock.now(), CollectionFailure.family.is_not(None), ~is_owed
    )
    wanted = due.order_by(CollectionFailure.next_step_at, CollectionFailure.id).limit(_AT_ONCE)
    outbox.record(*(FailureStepDue(failure_id) for failure_id in session.scalars(wanted)))
