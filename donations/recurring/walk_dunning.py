"""By the clock: owe the next step of every story of a failure for which it is time.

Each is a piece of work of its own, so that one that breaks stops none of the others.
"""

from sqlalchemy import exists, select

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.outbox import Owed, Tick
from donations.recurring.events import FailureStepDue
from donations.recurring.history_models import CollectionFailure

_AT_ONCE = 500


def walk_dunning(_event: Tick) -> None:
    """A bounded number, those that have waited longest first; what is owed already is not owed twice."""
    is_owed = exists().where(Owed.subject_id == CollectionFailure.id, Owed.event == FailureStepDue.__name__)
    due = select(CollectionFailure.id).where(
        CollectionFailure.next_step_at <= clock.now(), CollectionFailure.family.is_not(None), ~is_owed
    )
    wanted = due.order_by(CollectionFailure.next_step_at, CollectionFailure.id).limit(_AT_ONCE)
    outbox.record(*(FailureStepDue(failure_id) for failure_id in session.scalars(wanted)))
