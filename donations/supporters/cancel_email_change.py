"""Whoever reads mail at the old address says no: the change is stopped, or taken back for a week."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from donations.core import clock, outbox
from donations.core.database import lock_words, session
from donations.core.errors import NotFound, Refused
from donations.supporters.access_models import EmailChange
from donations.supporters.events import SupporterChanged
from donations.supporters.find_or_add_supporter import email_key
from donations.supporters.models import RequestKind, Supporter, SupporterRequest
from donations.supporters.queries import supporter_by_id

UNDO_LASTS = timedelta(days=7)


def change_by_id(change_id: UUID) -> EmailChange:
    """Raises `NotFound`."""
    found = session.get(EmailChange, change_id)
    if found is None:
        raise NotFound("This change is not here.")
    return found


def cancel_email_change(change_id: UUID) -> None:
    """Also signs out everywhere: somebody was in who should not have been. Pressed twice, it is done once."""
    supporter = supporter_by_id(change_by_id(change_id).supporter_id, lock=True)
    change = session.get_one(EmailChange, change_id, with_for_update=True, populate_existing=True)
    if change.cancelled_at:
        return
    if change.applied_at:
        _take_back(supporter, change)
    else:
        _take_back_wish(supporter, change)
    change.cancelled_at = clock.now()
    supporter.session_version += 1
    session.flush()


def _take_back_wish(supporter: Supporter, change: EmailChange) -> None:
    """Nobody joins them with whoever had confirmed an address that is another supporter's."""
    other = select(Supporter.id).where(Supporter.email_key == email_key(change.new_email)).scalar_subquery()
    wish = delete(SupporterRequest).filter_by(supporter_id=supporter.id, kind=RequestKind.MERGE, closed_at=None)
    session.execute(wish.where(SupporterRequest.other_id == other))


def _take_back(supporter: Supporter, change: EmailChange) -> None:
    """With every later change: a link of theirs must not undo this."""
    key = email_key(change.old_email)
    lock_words("supporter", key)
    taken = session.scalar(select(Supporter.id).where(Supporter.email_key == key, Supporter.id != supporter.id))
    if taken or (change.applied_at and change.applied_at < clock.now() - UNDO_LASTS):
        raise Refused("This change can no longer be taken back here. Please write to us, and we will help.")
    later = update(EmailChange).where(EmailChange.supporter_id == supporter.id, EmailChange.cancelled_at.is_(None))
    session.execute(later.where(EmailChange.asked_at > change.asked_at).values(cancelled_at=clock.now()))
    supporter.email, supporter.email_key = change.old_email, key
    outbox.record(SupporterChanged(supporter.id))
