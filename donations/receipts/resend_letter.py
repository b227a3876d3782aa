"""Send a letter about a gift once more, perhaps to a corrected address: a letter of its own, asked for by a person."""

from uuid import UUID

from donations.core import clock, ids, outbox
from donations.core.database import session
from donations.core.errors import Refused
from donations.mail.compose import Mailbox
from donations.mail.events import LetterWritten
from donations.mail.models import Letter
from donations.receipts.mail_receipt import GIFT_REFUNDED, KINDS
from donations.receipts.queries import donation_of, receipt_by_id, void_of
from donations.staff.record_audit import Act, record_audit


def resend_letter(letter: Letter, *, to: str, by: UUID, reason: str) -> Letter:
    """Owe it anew to the address `to`; later letters about this gift go there too."""
    if letter.kind not in KINDS:
        raise Refused("Only letters about gifts are sent again here.")
    receipt = receipt_by_id(letter.about_id)
    if letter.kind != GIFT_REFUNDED and void_of(receipt):
        raise Refused("The receipt in this letter is void. Please send the letter with the one that replaces it.")
    if not to.strip():
        raise Refused("Please write an e-mail address.")
    if not reason.strip():
        raise Refused("Please say why the letter is sent again.")
    again = _copy(letter, Mailbox(donation_of(receipt).name_to_print, to.strip()))
    letter.seen_at = letter.seen_at or clock.now()
    change = ({"to": letter.recipient_email}, {"to": again.recipient_email})
    record_audit(Act("letter.resent", "letter", again.id, by, reason.strip(), *change))
    outbox.record(LetterWritten(again.id))
    return again


def _copy(letter: Letter, recipient: Mailbox) -> Letter:
    """Its subject is itself: what goes out by itself is still counted once."""
    letter_id = ids.new_id()
    again = Letter(
        id=letter_id,
        kind=letter.kind,
        subject_id=letter_id,
        about_id=letter.about_id,
        recipient_name=recipient.name,
        recipient_email=recipient.email,
        language=letter.language,
        resend_of_id=letter.id,
    )
    session.add(again)
    session.flush()
    return again
