"""Somebody wants owed work tried again now: one row, or all that is parked."""

from collections import Counter
from uuid import UUID

from sqlalchemy import func, select, update

from donations.core import clock
from donations.core.database import session
from donations.core.drain import retry_parked
from donations.core.errors import NotFound, Refused
from donations.core.outbox import Owed
from donations.payments.models import ProviderEvent
from donations.payments.replay_event import replay_event
from donations.payments.states import EventState
from donations.staff.audit_trail import Act, record_audit


def retry_work(row_id: UUID, *, by: UUID) -> None:
    """A parked row gets all its tries again; one that waits for its next try has it now."""
    row = session.get(Owed, row_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("This work is done meanwhile.")
    now = clock.now()
    if row.leased_until and row.leased_until > now:
        raise Refused("This is being done at this moment.")
    before = {"attempts": row.attempts, "last_error": row.last_error}
    if row.parked_at:
        retry_parked(row.id)
    elif row.attempts:
        row.due_at = now
    else:
        raise Refused("This has not failed: it is done when its time has come.")
    session.flush()
    record_audit(Act("work.retried", "owed", row.id, by, before=before, after={"work": row.reaction}))


def retry_all_parked(*, expected: int, by: UUID) -> int:
    """`expected` is the number that was confirmed: another number now is refused, and asked about anew."""
    parked = update(Owed).where(Owed.parked_at.is_not(None)).returning(Owed.reaction)
    again = parked.values(parked_at=None, attempts=0, due_at=clock.now())
    retried = session.scalars(again.execution_options(synchronize_session=False)).all()
    if not retried:
        raise Refused("Nothing is parked any more.")
    if len(retried) != expected:
        raise Refused(
            "Meanwhile %(count)s are parked, not %(expected)s. Please look again.",
            count=len(retried),
            expected=expected,
        )
    record_audit(Act("work.retried", "owed", None, by, after=dict(Counter(retried))))
    return len(retried)


def count_parked() -> int:
    """How many rows need attention."""
    return session.scalar(select(func.count()).select_from(Owed).where(Owed.parked_at.is_not(None))) or 0


def replay_by_hand(event: ProviderEvent, *, by: UUID | None, reason: str = "") -> None:
    """Back into the queue, with its trail. Raises `Refused` when it may not be; what is in the books needs a reason."""
    session.refresh(event, with_for_update=True)
    if event.state == EventState.APPLIED and not reason.strip():
        raise Refused(
            "%(event)s is in the books already. Please say why it is applied again.", event=event.provider_event_id
        )
    before = {"event": event.provider_event_id, "state": event.state, "why": event.reason}
    replay_event(event)
    after = {"event": event.provider_event_id, "state": event.state, "why": event.reason}
    record_audit(Act("event.replayed", "event", event.id, by, reason.strip(), before, after))
