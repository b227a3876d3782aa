"""Another address takes effect: once both have said yes, or a week after the new one did and the old one said nothing.

Who has lost the old mailbox is not stuck; whoever reads it has time to say no. Of what silence decides both are told.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, delete, or_, select, update

from donations.core import clock, outbox
from donations.core.database import lock_words, session
from donations.core.errors import NotFound, Refused
from donations.core.outbox import Tick
from donations.core.tokens import digest_of
from donations.mail.compose import Mailbox
from donations.mail.write_letter import write_letter
from donations.supporters.access_models import SILENCE_LASTS, ChangeStage, EmailChange
from donations.supporters.events import SupporterChanged
from donations.supporters.letters import EMAIL_CHANGE_ASKED, EMAIL_CHANGE_CONFIRM, EMAIL_CHANGED, EMAIL_CHANGED_NOTICE
from donations.supporters.models import OPEN, RequestKind, Supporter, SupporterRequest
from donations.supporters.queries import email_key, supporter_by_id

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
        request_merge(supporter, other)
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
                _write_to_both(supporter, change)


def _write_to_both(supporter: Supporter, change: EmailChange) -> None:
    for kind, email in ((EMAIL_CHANGED, change.new_email), (EMAIL_CHANGED_NOTICE, change.old_email)):
        to = Mailbox(supporter.name, email)
        write_letter(kind, change.id, about_id=change.id, recipient=to, language=supporter.language)


def request_merge(supporter: Supporter, other: Supporter) -> None:
    """One address has turned out to be both's: a person joins the two, once."""
    known = select(SupporterRequest.id).filter_by(supporter_id=supporter.id, other_id=other.id, closed_at=None)
    if session.scalar(known) is None:
        session.add(SupporterRequest(supporter_id=supporter.id, other_id=other.id, kind=RequestKind.MERGE, note=""))


def _is_superseded(change: EmailChange) -> bool:
    newer = select(EmailChange.id).where(EmailChange.supporter_id == change.supporter_id)
    return session.scalar(newer.where(EmailChange.asked_at > change.asked_at).limit(1)) is not None


CHANGES_A_DAY = 5
_WAITING = (ChangeStage.ASKED, ChangeStage.APPROVED, ChangeStage.CONFIRMED)


def ask_to_change_email(supporter_id: UUID, new_email: str) -> None:
    """Owe both letters. Whose the new address is makes no difference yet: nobody is told by asking."""
    supporter, email = supporter_by_id(supporter_id, lock=True), new_email.strip()
    if email_key(email) == supporter.email_key:
        raise Refused("This is your address already.")
    since = clock.now() - timedelta(days=1)
    today = select(EmailChange.id).where(EmailChange.supporter_id == supporter_id, EmailChange.asked_at > since)
    if len(session.scalars(today).all()) >= CHANGES_A_DAY:
        raise Refused("This was asked for several times today. Please try again tomorrow, or write to us.")
    _cancel_open(supporter_id)
    change = EmailChange(supporter_id=supporter_id, old_email=supporter.email, new_email=email)
    session.add(change)
    session.flush()
    # The new address may be a stranger's, by a slip of the pen: that letter names nobody.
    for kind, to in (
        (EMAIL_CHANGE_ASKED, Mailbox(supporter.name, supporter.email)),
        (EMAIL_CHANGE_CONFIRM, Mailbox("", email)),
    ):
        write_letter(kind, change.id, about_id=change.id, recipient=to, language=supporter.language)


def waiting_change(supporter_id: UUID) -> EmailChange | None:
    """The change that waits for the one address or the other."""
    theirs = select(EmailChange).where(EmailChange.supporter_id == supporter_id, EmailChange.cancelled_at.is_(None))
    newest = session.scalar(theirs.order_by(EmailChange.asked_at.desc()).limit(1))
    return newest if newest and newest.stage in _WAITING else None


def find_change(token: str) -> EmailChange:
    """What the link in the letter to the new address would confirm; raises `NotFound`."""
    return _good(session.scalar(_by(token)))


def confirm_email_change(token: str) -> UUID:
    """Use the link up: applied if the old address has said yes already. The id of the change."""
    supporter = supporter_by_id(find_change(token).supporter_id, lock=True)  # before the change, as everywhere
    change = _good(session.scalar(_by(token).with_for_update().execution_options(populate_existing=True)))
    change.confirmed_at = clock.now()
    apply_if_agreed(supporter, change)
    return change.id


def _cancel_open(supporter_id: UUID) -> None:
    """A newer wish takes the place of the one before."""
    lacks_a_yes = or_(EmailChange.confirmed_at.is_(None), EmailChange.approved_at.is_(None))
    is_open = lacks_a_yes, EmailChange.applied_at.is_(None), EmailChange.cancelled_at.is_(None)
    theirs = update(EmailChange).where(EmailChange.supporter_id == supporter_id, *is_open)
    session.execute(theirs.values(cancelled_at=clock.now()))


def _by(token: str) -> Select[EmailChange]:
    return select(EmailChange).where(EmailChange.token_hash == digest_of(token))


def _good(change: EmailChange | None) -> EmailChange:
    is_open = change and change.confirmed_at is None and change.cancelled_at is None
    if change and is_open and change.expires_at and change.expires_at > clock.now():
        return change
    raise NotFound("This link has been used, or it is too old. You can ask for the change once more in My giving.")


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
    request = session.get_one(EmailChange, change_id, with_for_update=True, populate_existing=True)
    change = standing_change(request)
    session.refresh(change, with_for_update=True)
    if change.cancelled_at:
        return True
    if change.applied_at:
        other = _take_back(supporter, change)
    else:
        other = None
        for each in (change, *session.scalars(_newer(change).where(EmailChange.applied_at.is_(None)))):
            _withdraw_wish(supporter, each)
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


def _withdraw_wish(supporter: Supporter, change: EmailChange) -> None:
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
        request_merge(supporter, other)
    outbox.record(SupporterChanged(supporter.id))
    return other


def _forget_what_followed(supporter: Supporter, change: EmailChange) -> None:
    """Later changes, and open wishes: of joining them with somebody, whoever wished it, and of being forgotten."""
    now = clock.now()
    later = update(EmailChange).where(EmailChange.supporter_id == supporter.id, EmailChange.cancelled_at.is_(None))
    session.execute(later.where(EmailChange.asked_at > change.asked_at).values(cancelled_at=now))
    about_them = or_(SupporterRequest.supporter_id == supporter.id, SupporterRequest.other_id == supporter.id)
    session.execute(delete(SupporterRequest).where(OPEN, about_them, SupporterRequest.asked_at >= change.asked_at))


UNANSWERED = (ChangeStage.ASKED, ChangeStage.CONFIRMED)


def approve_email_change(change_id: UUID) -> None:
    """Applied if the new address has confirmed it. Said twice, too late or after a no, nothing comes of it."""
    supporter = supporter_by_id(change_by_id(change_id).supporter_id, lock=True)
    change = session.get_one(EmailChange, change_id, with_for_update=True, populate_existing=True)
    if change.stage in UNANSWERED:
        change.approved_at = clock.now()
        apply_if_agreed(supporter, change)
