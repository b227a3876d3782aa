"""Another address takes effect: once both have said yes, or a week after the new one did and the old one said nothing.

Who has lost the old mailbox is not stuck; whoever reads it has time to say no. Of what silence decides both are told.
"""

from sqlalchemy import select

from donations.core import clock, outbox
from donations.core.database import lock_words, session
from donations.core.outbox import Tick
from donations.mail.compose import Mailbox
from donations.mail.write_letter import write_letter
from donations.supporters.access_models import SILENCE_LASTS, ChangeStage, EmailChange
from donations.supporters.events import SupporterChanged
from donations.supporters.find_or_add_supporter import email_key
from donations.supporters.models import RequestKind, Supporter, SupporterRequest
from donations.supporters.my_letters import EMAIL_CHANGED, EMAIL_CHANGED_NOTICE
from donations.supporters.queries import supporter_by_id

_AT_ONCE = 100


def apply_if_agreed(supporter: Supporter, change: EmailChange) -> None:
    """Both are locked by the caller. An address that is another supporter's as well becomes a wish for a person."""
    session.flush()
    if change.stage != ChangeStage.AGREED:
        return
    if _is_superseded(change):  # the newer one was asked for while the previous version ran
        change.cancelled_at = clock.now()
        return
    key = email_key(change.new_email)
    lock_words("supporter", key)
    other = session.scalar(select(Supporter).where(Supporter.email_key == key, Supporter.id != supporter.id))
    if other:
        wish_to_merge(supporter, other)
    else:
        supporter.email, supporter.email_key = change.new_email, key
        supporter.session_version += 1
        change.applied_at = clock.now()
        outbox.record(SupporterChanged(supporter.id))
    session.flush()


def apply_after_silence(_event: Tick) -> None:
    """The scheduled reaction: changes whose week is over."""
    silent = select(EmailChange.id, EmailChange.supporter_id).where(
        EmailChange.confirmed_at <= clock.now() - SILENCE_LASTS,
        EmailChange.approved_at.is_(None),
        EmailChange.applied_at.is_(None),
        EmailChange.cancelled_at.is_(None),
    )
    for change_id, supporter_id in session.execute(silent.order_by(EmailChange.id).limit(_AT_ONCE)).all():
        supporter = supporter_by_id(supporter_id, lock=True)
        change = session.get_one(EmailChange, change_id, with_for_update=True, populate_existing=True)
        if change.stage == ChangeStage.CONFIRMED:
            change.approved_at = clock.now()
            apply_if_agreed(supporter, change)
            if change.applied_at:
                _tell_at_both(supporter, change)


def _tell_at_both(supporter: Supporter, change: EmailChange) -> None:
    for kind, email in ((EMAIL_CHANGED, change.new_email), (EMAIL_CHANGED_NOTICE, change.old_email)):
        to = Mailbox(supporter.name, email)
        write_letter(kind, change.id, about_id=change.id, recipient=to, language=supporter.language)


def wish_to_merge(supporter: Supporter, other: Supporter) -> None:
    """One address has turned out to be both's: a person joins the two, once."""
    known = select(SupporterRequest.id).filter_by(supporter_id=supporter.id, other_id=other.id, closed_at=None)
    if session.scalar(known) is None:
        session.add(SupporterRequest(supporter_id=supporter.id, other_id=other.id, kind=RequestKind.MERGE, note=""))


def _is_superseded(change: EmailChange) -> bool:
    newer = select(EmailChange.id).where(EmailChange.supporter_id == change.supporter_id)
    return session.scalar(newer.where(EmailChange.asked_at > change.asked_at).limit(1)) is not None
