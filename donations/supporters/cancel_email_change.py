"""Whoever reads mail at the old address says no: the change is stopped, or taken back for a week.

Somebody may have been in who should not have been: everybody is signed out, the new address opens nothing any more, and
nothing comes of what was wished for meanwhile. What belongs to another supporter is never touched.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, delete, or_, select, update

from donations.core import clock, outbox
from donations.core.database import lock_words, session
from donations.core.errors import NotFound, Refused
from donations.supporters.access_models import EmailChange
from donations.supporters.apply_email_change import wish_to_merge
from donations.supporters.events import SupporterChanged
from donations.supporters.find_or_add_supporter import email_key
from donations.supporters.models import OPEN, RequestKind, Supporter, SupporterRequest
from donations.supporters.queries import supporter_by_id

UNDO_LASTS = timedelta(days=7)


def change_by_id(change_id: UUID) -> EmailChange:
    """Raises `NotFound`."""
    found = session.get(EmailChange, change_id)
    if found is None:
        raise NotFound("This change is not here.")
    return found


def standing_change(change: EmailChange) -> EmailChange:
    """What a no to `change` stops: itself, or what the same address was asked about since and is not over either."""
    if change.cancelled_at is None:
        return change
    can_be_stopped = or_(EmailChange.applied_at.is_(None), EmailChange.applied_at >= clock.now() - UNDO_LASTS)
    return session.scalar(_newer(change).where(can_be_stopped).limit(1)) or change


def cancel_email_change(change_id: UUID) -> bool:
    """Pressed twice, it is done once; what was asked for since is stopped, too. False: the old address is another
    supporter's by now, and a person has to join the two; until then it opens what is the other's."""
    supporter = supporter_by_id(change_by_id(change_id).supporter_id, lock=True)
    asked = session.get_one(EmailChange, change_id, with_for_update=True, populate_existing=True)
    change = standing_change(asked)
    session.refresh(change, with_for_update=True)
    if change.cancelled_at:
        return True
    if change.applied_at:
        other = _take_back(supporter, change)
    else:
        other = None
        for each in (change, *session.scalars(_newer(change).where(EmailChange.applied_at.is_(None)))):
            _take_back_wish(supporter, each)
            each.cancelled_at = clock.now()
    change.cancelled_at = clock.now()
    supporter.session_version += 1
    session.flush()
    return other is None


def _newer(change: EmailChange) -> Select[EmailChange]:
    """What the same address was asked about since, and nobody has stopped; oldest first."""
    theirs = select(EmailChange).filter_by(supporter_id=change.supporter_id, old_email=change.old_email)
    newer = theirs.where(EmailChange.asked_at > change.asked_at, EmailChange.cancelled_at.is_(None))
    return newer.order_by(EmailChange.asked_at)


def _take_back_wish(supporter: Supporter, change: EmailChange) -> None:
    """Nobody joins them with whoever had confirmed an address that is another supporter's."""
    other = select(Supporter.id).where(Supporter.email_key == email_key(change.new_email)).scalar_subquery()
    wish = delete(SupporterRequest).filter_by(supporter_id=supporter.id, kind=RequestKind.MERGE, closed_at=None)
    session.execute(wish.where(SupporterRequest.other_id == other))


def _take_back(supporter: Supporter, change: EmailChange) -> Supporter | None:
    """With every later change: a link of theirs must not undo this. Whoever has the old address by now keeps it."""
    key = email_key(change.old_email)
    lock_words("supporter", key)
    if change.applied_at and change.applied_at < clock.now() - UNDO_LASTS:
        raise Refused("This change can no longer be taken back here. Please write to us, and we will help.")
    _forget_what_followed(supporter, change)
    other = session.scalar(select(Supporter).where(Supporter.email_key == key, Supporter.id != supporter.id))
    supporter.email, supporter.email_key = change.old_email, None if other else key
    if other:
        wish_to_merge(supporter, other)
    outbox.record(SupporterChanged(supporter.id))
    return other


def _forget_what_followed(supporter: Supporter, change: EmailChange) -> None:
    """Later changes, and open wishes: of joining them with somebody, whoever wished it, and of being forgotten."""
    now = clock.now()
    later = update(EmailChange).where(EmailChange.supporter_id == supporter.id, EmailChange.cancelled_at.is_(None))
    session.execute(later.where(EmailChange.asked_at > change.asked_at).values(cancelled_at=now))
    about_them = or_(SupporterRequest.supporter_id == supporter.id, SupporterRequest.other_id == supporter.id)
    session.execute(delete(SupporterRequest).where(OPEN, about_them, SupporterRequest.asked_at >= change.asked_at))
