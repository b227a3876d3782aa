"""A supporter wants a letter with their receipt once more: to their own address, and not a flood of them."""

from datetime import timedelta

from sqlalchemy import select

from donations.core import clock
from donations.core.database import lock_words, session
from donations.core.errors import Refused
from donations.giving.models import Donation
from donations.mail.compose import Mailbox
from donations.mail.models import Letter
from donations.mail.write_letter import write_again
from donations.receipts.models import ReceiptDocument
from donations.receipts.print_receipt import ORIGINAL
from donations.receipts.queries import valid_receipt
from donations.supporters.models import Supporter

LETTERS_A_DAY = 3  # about one receipt


def send_receipt_again(donation: Donation, supporter: Supporter) -> Letter:
    """The letter that brought the valid receipt, as a letter of its own. The caller knows that the gift is theirs."""
    receipt = valid_receipt(donation.id)
    if receipt is None or session.get(ReceiptDocument, (receipt.id, ORIGINAL)) is None:
        raise Refused("There is no receipt to send just now.")
    lock_words("receipt again", str(receipt.id))
    about = select(Letter).where(Letter.about_id == receipt.id)
    original = session.scalar(about.where(Letter.resend_of_id.is_(None)).order_by(Letter.id).limit(1))
    if original is None:
        raise Refused("There is no receipt to send just now.")
    since = clock.now() - timedelta(days=1)
    copies = about.where(Letter.resend_of_id.is_not(None), Letter.written_at > since)
    if len(session.scalars(copies.limit(LETTERS_A_DAY)).all()) >= LETTERS_A_DAY:
        raise Refused("This letter was sent several times today. Please look among unwanted mail, too.")
    return write_again(original, Mailbox(donation.name_to_print, supporter.email), asked_by=supporter.id)
