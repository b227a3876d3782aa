"""The list follows the donations within the same transaction, whichever verb changes them.

Every flush notes whose rows it touched; right before the commit these are listed anew, all at once, and the figures
of their days added up. Money never waits for the list: what cannot be listed is owed to the worker instead.
"""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import structlog
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from donations.core import outbox
from donations.core.database import session as the_session
from donations.core.outbox import Event
from donations.giving.desk_models import HeldReview, ManualRecord
from donations.giving.disputes import Dispute
from donations.giving.models import Allocation, Donation, Payment, Refund
from donations.search.relist import add_up, relist

log = structlog.get_logger()
_TOUCHED = "donations to be listed anew"
_PARTS = (Allocation, Payment, Refund, Dispute, ManualRecord, HeldReview)


@dataclass(frozen=True, slots=True)
class ListingBehind(Event):
    """A donation could not be listed as it is now."""

    donation_id: UUID


def keep_listed() -> None:
    """Start watching; once in each process."""
    if not event.contains(Session, "before_commit", _before_commit):
        event.listen(Session, "after_flush", _after_flush)
        event.listen(Session, "before_commit", _before_commit)


def touch(donation_id: UUID) -> None:
    """Say that a donation changed where no flush sees it: by a bare UPDATE."""
    the_session.info.setdefault(_TOUCHED, set()).add(donation_id)


def list_again(event: ListingBehind) -> None:
    """The reaction: another try, by itself."""
    add_up(relist([event.donation_id]))


def _after_flush(session: Session, _context: Any) -> None:
    touched: set[UUID] = session.info.setdefault(_TOUCHED, set())
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Donation):
            touched.add(row.id)
        elif isinstance(row, _PARTS):
            owner: Any = cast("Any", inspect(row)).attrs.donation_id
            touched.update(owner_id for owner_id in (owner.value, *owner.history.deleted) if owner_id)


def _before_commit(session: Session) -> None:
    """Savepoints are passed over: the whole transaction is listed at its end."""
    if session.in_nested_transaction():
        return
    session.flush()
    touched = session.info.pop(_TOUCHED, set())
    if not touched:
        return
    savepoint = session.begin_nested()
    try:
        add_up(relist(touched))
        savepoint.commit()
    except Exception:
        savepoint.rollback()
        log.exception("listing behind", donations=len(touched))
        for donation_id in sorted(touched):
            outbox.record(ListingBehind(donation_id))
