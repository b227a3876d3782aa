"""What is open of a plan that is over is collected no more; and the stories of failures that end with it."""

from datetime import datetime

from donations.core.database import session
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.queries import failure_of, open_instalments
from donations.recurring.states import InstalmentStatus


def lose_open_instalments(plan: RecurringPlan, at: datetime) -> None:
    """Those that had failed are lost, the others were never asked for in earnest."""
    for instalment in open_instalments(plan.id):
        give_up_instalment(instalment, at)
    session.flush()


def give_up_instalment(instalment: Instalment, at: datetime) -> None:
    """Nothing more is tried."""
    has_failed = instalment.status == InstalmentStatus.FAILING
    instalment.status = InstalmentStatus.LOST if has_failed else InstalmentStatus.SKIPPED
    instalment.next_attempt_at = None
    close_failure(instalment, lost_at=at)


def close_failure(
    instalment: Instalment, *, mended_at: datetime | None = None, lost_at: datetime | None = None
) -> bool:
    """The end of the story of its failure; False when there is none, or it has ended."""
    failure = failure_of(instalment.id)
    if failure is None or failure.mended_at or (failure.lost_at and not mended_at):
        return False
    failure.mended_at, failure.lost_at, failure.next_step_at = mended_at, None if mended_at else lost_at, None
    session.flush()
    return True
