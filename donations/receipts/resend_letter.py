"""Send a letter about a gift once more, perhaps to a corrected address: a letter of its own, asked for by a person."""

from uuid import UUID

from donations.core import clock
from donations.core.errors import Refused
from donations.mail.compose import Mailbox
from donations.mail.models import Letter
from donations.mail.write_letter import write_again
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
    again = write_again(letter, Mailbox(donation_of(receipt).name_to_print, to.strip()))
    letter.seen_at = letter.seen_at or clock.now()
    change = ({"to": letter.recipient_email}, {"to": again.recipient_email})
    record_audit(Act("letter.resent", "letter", again.id, by, reason.strip(), *change))
    return again
