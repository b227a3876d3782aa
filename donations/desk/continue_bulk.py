"""The next few donations of an act on many. Each by itself: one that is refused stops none of the others."""

import time
from collections.abc import Mapping

import structlog
from sqlalchemy import select

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.errors import DonationsError
from donations.desk.bulk_actions import Asked, BulkAction
from donations.desk.events import BulkJobContinues
from donations.desk.models import BulkItem, BulkJob
from donations.desk.states import ItemState
from donations.giving.queries import donation_by_id
from donations.staff.record_audit import Act, record_audit

log = structlog.get_logger()
_AT_ONCE = 100
_BUDGET = 0.03  # seconds: others wait for their turn to write meanwhile


def continue_bulk(event: BulkJobContinues, *, actions: Mapping[str, BulkAction]) -> None:
    """The reaction. What waits still is owed again."""
    job = session.get_one(BulkJob, event.job_id, with_for_update=True)
    started = time.perf_counter()
    for item in _waiting(job):
        _do(job, item, actions[job.action])
        if time.perf_counter() - started > _BUDGET:
            break
    session.flush()
    if job.finished_at is None:
        outbox.record(BulkJobContinues(job.id))


def _waiting(job: BulkJob) -> list[BulkItem]:
    waiting = select(BulkItem).where(BulkItem.job_id == job.id, BulkItem.state == ItemState.WAITING)
    return list(session.scalars(waiting.order_by(BulkItem.number).limit(_AT_ONCE)))


def _do(job: BulkJob, item: BulkItem, action: BulkAction) -> None:
    savepoint = session.begin_nested()
    try:
        action.run(donation_by_id(item.donation_id, lock=True), Asked(job.staff_id, job.reason, job.parameters))
        savepoint.commit()
    except Exception as error:  # noqa: BLE001 - whatever went wrong is written to the row
        savepoint.rollback()
        _refuse(job, item, error)
    else:
        item.state = ItemState.DONE
        _count(job, "done")


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
