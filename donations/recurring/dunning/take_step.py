"""The story of a collection that failed, and its next step: written once, in the transaction of what it causes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select

from donations.core import clock, ids, outbox
from donations.core.database import session
from donations.core.outbox import Owed, Tick
from donations.recurring.decline_families import Family, family_of
from donations.recurring.dunning_steps import Act, Progress, begin, change_family, next_act
from donations.recurring.events import CollectAgain, FailureEnds, FailureStepDue
from donations.recurring.history_models import CollectionFailure
from donations.recurring.letters.write_plan_letter import write_plan_letter
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.queries import cancelling_of, plan_by_id
from donations.recurring.reasons import RecoveredBy
from donations.recurring.states import InstalmentStatus

_LONGEST_CODE = 60


@dataclass(frozen=True, slots=True)
class Story:
    """A failure with what it is about, the plan locked."""

    plan: RecurringPlan
    instalment: Instalment
    failure: CollectionFailure

    @property
    def is_open(self) -> bool:
        """Money is still wanted, and nobody has given up."""
        is_closed = self.failure.mended_at or self.failure.lost_at or self.plan.is_over
        return not is_closed and self.instalment.status == InstalmentStatus.FAILING

    @property
    def is_called_off(self) -> bool:
        """The end was asked for, and is on its way to the provider: nobody is asked or written to meanwhile."""
        return cancelling_of(self.plan.id) is not None


def locked_story(failure_id: UUID) -> Story:
    """As it is now; nobody else changes it until the transaction ends."""
    failure = session.get_one(CollectionFailure, failure_id)
    plan = plan_by_id(failure.plan_id, lock=True)
    session.refresh(failure)
    instalment = session.get_one(Instalment, failure.instalment_id, populate_existing=True)
    return Story(plan, instalment, failure)


def progress_of(failure: CollectionFailure) -> Progress | None:
    """None: it has not been looked at, or is closed."""
    if failure.family is None or failure.next_step_at is None:
        return None
    return Progress(Family(failure.family), failure.step, failure.next_step_at)


def keep_progress(failure: CollectionFailure, progress: Progress) -> None:
    """In the transaction of whatever the step has caused."""
    failure.family, failure.step, failure.next_step_at = progress.family, progress.step, progress.due_at
    session.flush()


def apply_decline(story: Story, code: str | None, now: datetime) -> None:
    """The bank's newest word, as its family: the story begins, or goes on another way."""
    family = family_of(code, needs_confirmation=story.instalment.needs_confirmation)
    progress, failure = progress_of(story.failure), story.failure
    failure.decline_code = code[:_LONGEST_CODE] if code else failure.decline_code
    if progress is None:
        keep_progress(failure, begin(family, failure.began_at))
    elif code:
        keep_progress(failure, change_family(progress, family, now))


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
        apply_decline(story, story.instalment.decline_code, now)
    progress = progress_of(failure)
    found = next_act(progress, now) if progress else None
    if found:
        _do(story, *found)


def _do(story: Story, act: Act, then: Progress) -> None:
    failure = story.failure
    if act == Act.RETRY:
        outbox.record(CollectAgain(failure.id, RecoveredBy.OUR_RETRY, ids.new_id().hex))
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
    chosen = due.order_by(CollectionFailure.next_step_at, CollectionFailure.id).limit(_AT_ONCE)
    outbox.record(*(FailureStepDue(failure_id) for failure_id in session.scalars(chosen)))
