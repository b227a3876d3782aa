"""Who writes which kind of letter."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import or_, select

from donations.core import clock
from donations.core.database import lock_words, session
from donations.core.errors import NotFound, Refused
from donations.core.wording import gettext_in
from donations.mail.compose import Draft
from donations.mail.models import Letter, LetterState
from donations.mail.send_letter import Writers
from donations.organisation.links import Links, shown_links
from donations.receipts import mail_receipt
from donations.receipts.mail_receipt import KINDS as DONATION_LETTERS
from donations.receipts.mail_receipt import resend_letter
from donations.recurring.letters import draft_plan_letter as plan_letters
from donations.recurring.letters import write_plan_letter
from donations.recurring.letters.resend_plan_letter import plan_of_letter, resend_plan_letter
from donations.recurring.letters.write_plan_letter import KINDS as PLAN_LETTERS
from donations.recurring.plan.outlook import plan_note_of
from donations.staff import invite_staff as staff_letters
from donations.staff.audit_trail import Act, record_audit
from donations.supporters import letters as my_letters


def letter_writers(links: Links) -> Writers:
    """By kind. Kinds are stored in rows: never rename one."""
    writers = (
        (mail_receipt.KINDS, partial(mail_receipt.draft_receipt_letter, links=links, plan_of=plan_note_of)),
        (write_plan_letter.KINDS, partial(plan_letters.draft_plan_letter, links=links)),
        (staff_letters.KINDS, partial(staff_letters.draft_staff_letter, links=links)),
        (my_letters.KINDS, partial(my_letters.draft_my_letter, links=links)),
    )
    return {kind: draft for kinds, draft in writers for kind in kinds}


NEEDS_A_LOOK = (LetterState.REFUSED, LetterState.UNKNOWN)


def see_letter(letter: Letter, *, by: UUID, reason: str) -> None:
    """Set it aside; its state stays what it is."""
    if letter.state not in NEEDS_A_LOOK:
        raise Refused("This letter does not need attention.")
    if letter.seen_at:
        raise Refused("Somebody has handled this letter already.")
    if not reason.strip():
        raise Refused("Please say why.", about="reason")
    letter.seen_at = clock.now()
    session.flush()
    record_audit(Act("letter.seen", "letter", letter.id, by, reason.strip(), after={"to": letter.recipient_email}))


_SOON = timedelta(minutes=1)
_ON_ITS_WAY = (LetterState.OWED, LetterState.SENDING)


def send_letter_again(letter: Letter, *, to: str, by: UUID, reason: str) -> Letter:
    """Refused while a copy to the same address is on its way; a corrected address need not wait."""
    _refuse_while_on_its_way(letter, to)
    return resend_letter(letter, to=to, by=by, reason=reason)


def send_plan_letter_again(letter: Letter, *, by: UUID, reason: str) -> Letter:
    """To the address of the plan, and to no other."""
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


SHOWN = frozenset((*DONATION_LETTERS, *PLAN_LETTERS))


def show_letter(letter: Letter, links: Links) -> Draft:
    """As it would be written now. Raises `NotFound` for letters that are nothing but their link."""
    if letter.kind not in SHOWN:
        raise NotFound("The text of this letter is for its reader alone.")
    own_link = gettext_in(letter.language, "[the supporter’s own link]")
    return letter_writers(shown_links(links, own_link))[letter.kind](letter)
