"""The next few donations of an act on many. Each by itself: one that is refused stops none of the others.

Each has a transaction of its own, so that none waits for a second donation while others wait for what it holds.
"""

import time
from collections.abc import Mapping
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from donations.core import clock, outbox
from donations.core.database import is_collision, session, transaction
from donations.core.errors import DonationsError, Refused
from donations.core.outbox import Outside
from donations.desk.bulk.ask_for_bulk import BulkAction, BulkRequest
from donations.desk.models import BulkItem, BulkJob, BulkJobContinues, ItemState
from donations.giving.queries import donation_by_id
from donations.staff.audit_trail import Act, record_audit
from donations.staff.models import StaffMember
from donations.staff.permissions import may

log = structlog.get_logger()
_BUDGET = 0.5  # seconds: whatever else is owed waits meanwhile
Actions = Mapping[str, BulkAction]


def continuing_bulk(actions: Actions) -> Outside:
    """The reaction. What waits still is owed again."""
    return Outside(
        prepare=lambda event: event.job_id,
        work=lambda job_id: _go_on(job_id, actions),
        record=lambda event, _job_id, _result: _owe_the_rest(event),
    )


def _go_on(job_id: UUID, actions: Actions) -> None:
    ends = time.perf_counter() + _BUDGET
    try:
        while time.perf_counter() < ends:
            with transaction():
                if not _do_next(job_id, actions):
                    return
    except DBAPIError as error:
        if not is_collision(error):
            raise
        log.warning("bulk item collided", job=str(job_id))  # it waits still


def _owe_the_rest(event: BulkJobContinues) -> None:
    if session.get_one(BulkJob, event.job_id).finished_at is None:
        outbox.record(BulkJobContinues(event.job_id))


def _do_next(job_id: UUID, actions: Actions) -> bool:
    """One donation; False when none waits any more: then the job is finished, whatever it was to count."""
    job = session.get_one(BulkJob, job_id, with_for_update=True)
    waiting = select(BulkItem).where(BulkItem.job_id == job.id, BulkItem.state == ItemState.WAITING)
    item = session.scalar(waiting.order_by(BulkItem.number).limit(1))
    if job.finished_at is None and item is None:
        job.total = job.done + job.refused
        _finish(job)
    if job.finished_at or item is None:
        return False
    _do(job, item, actions[job.action])
    return job.finished_at is None


def _do(job: BulkJob, item: BulkItem, action: BulkAction) -> None:
    savepoint = session.begin_nested()
    try:
        _check_author(job, action)
        action.run(donation_by_id(item.donation_id, lock=True), BulkRequest(job.staff_id, job.reason, job.parameters))
        savepoint.commit()
    except Exception as error:
        if is_collision(error):
            raise
        savepoint.rollback()
        _refuse(job, item, error)
    else:
        item.state = ItemState.DONE
        _count(job, "done")


def _check_author(job: BulkJob, action: BulkAction) -> None:
    """Each time: an account may be closed while its job is under way."""
    author = session.get_one(StaffMember, job.staff_id)
    if not author.active or not may(author.role, action.permission):
        raise Refused("Whoever asked for this may not do it any more.")


def _refuse(job: BulkJob, item: BulkItem, error: Exception) -> None:
    if isinstance(error, DonationsError):
        item.problem = {"message": error.message, "parameters": {key: str(v) for key, v in error.parameters.items()}}
    else:
        log.error("bulk item failed", action=job.action, kind=type(error).__name__, exc_info=error)
        item.problem = {"message": "This one could not be done; the fault is ours.", "parameters": {}}
    item.state = ItemState.REFUSED
    _count(job, "refused")


def _count(job: BulkJob, name: str) -> None:
    """The last one and the end are told in one breath: the schema wants both."""
    setattr(job, name, getattr(job, name) + 1)
    if job.done + job.refused == job.total:
        _finish(job)
    session.flush()


def _finish(job: BulkJob) -> None:
    job.finished_at = clock.now()
    after = {"done": job.done, "refused": job.refused}
    record_audit(Act("bulk.finished", "bulk_job", job.id, job.staff_id, after=after))
