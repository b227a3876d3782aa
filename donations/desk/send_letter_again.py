"""Somebody has a letter about a gift sent again: once, however often they press."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select

from donations.core import clock
from donations.core.database import lock_words, session
from donations.core.errors import Refused
from donations.mail.models import Letter
from donations.mail.states import LetterState
from donations.receipts.resend_letter import resend_letter
from donations.recurring.resend_plan_letter import plan_of_letter, resend_plan_letter

_SOON = timedelta(minutes=1)
_ON_ITS_WAY = (LetterState.OWED, LetterState.SENDING)


def send_letter_again(letter: Letter, *, to: str, by: UUID, reason: str) -> Letter:
    """Refused while a copy to the same address is on its way; a corrected address need not wait."""
    _refuse_while_on_its_way(letter, to)
    return resend_letter(letter, to=to, by=by, reason=reason)


def send_plan_letter_again(letter: Letter, *, by: UUID, reason: str) -> Letter:
    """To the address of the regular gift, and to no other."""
    _refuse_while_on_its_way(letter, plan_of_letter(letter).donor_email)
    return resend_plan_letter(letter, by=by, reason=reason)


def _refuse_while_on_its_way(letter: Letter, to: str) -> None:
    lock_words("letter again", letter.kind, str(letter.about_id))
    copies = select(Letter.id).where(
        Letter.about_id == letter.about_id,
        Letter.kind == letter.kind,
        Letter.resend_of_id.is_not(None),
        Letter.recipient_email == to.strip(),
    )
    on_its_way = or_(Letter.state.in_(_ON_ITS_WAY), Letter.written_at > clock.now() - _SOON)
    if session.scalar(copies.where(on_its_way).limit(1)):
        raise Refused("This letter is on its way already.")
