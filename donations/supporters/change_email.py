"""Another e-mail address: asked for in My giving, and confirmed where the new one is read."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, or_, select, update

from donations.core import clock
from donations.core.database import session
from donations.core.errors import NotFound, Refused
from donations.mail.compose import Mailbox
from donations.mail.write_letter import write_letter
from donations.supporters.access_models import ChangeStage, EmailChange
from donations.supporters.apply_email_change import apply_if_agreed
from donations.supporters.find_or_add_supporter import email_key
from donations.supporters.my_letters import EMAIL_CHANGE_ASKED, EMAIL_CHANGE_CONFIRM
from donations.supporters.one_time import digest_of
from donations.supporters.queries import supporter_by_id

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
