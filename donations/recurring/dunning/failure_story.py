"""The story of a failure as a row: how far it is, whose it is, and whether it goes on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from donations.core.database import session
from donations.recurring.decline_families import Family, family_of
from donations.recurring.dunning_steps import Progress, begin, change_family
from donations.recurring.history_models import CollectionFailure
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.queries import cancelling_of, plan_by_id
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


def hear_refusal(story: Story, code: str | None, now: datetime) -> None:
    """The bank's newest word, as its family: the story begins, or goes on another way."""
    family = family_of(code, needs_confirmation=story.instalment.needs_confirmation)
    progress, failure = progress_of(story.failure), story.failure
    failure.decline_code = code[:_LONGEST_CODE] if code else failure.decline_code
    if progress is None:
        keep_progress(failure, begin(family, failure.began_at))
    elif code:
        keep_progress(failure, change_family(progress, family, now))
