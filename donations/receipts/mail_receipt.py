"""The letters about a receipt: thanks with the first, news with every later one."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import undefer

from donations.core import clock
from donations.core.database import lock_words, session
from donations.core.errors import Refused
from donations.core.installation import installation
from donations.core.money import Money
from donations.core.wording import in_language
from donations.giving.models import Donation
from donations.mail.compose import Attachment, Draft, Mailbox
from donations.mail.donation_context import DonationContext, PlanNote, letter_head_of
from donations.mail.draft import draft_of
from donations.mail.models import Letter
from donations.mail.write_letter import has_letter, is_written_about, write_again, write_letter
from donations.organisation.links import Links
from donations.organisation.queries import the_organisation
from donations.receipts.events import ReceiptPrinted, ReceiptVoided
from donations.receipts.models import Receipt, ReceiptDocument, ReceiptDonation
from donations.receipts.print_receipt import ORIGINAL
from donations.receipts.queries import donation_of, receipt_by_id, valid_receipt, void_of
from donations.receipts.states import VoidReason
from donations.staff.audit_trail import Act, record_audit
from donations.supporters.models import Supporter
from donations.supporters.queries import address_in_place_of

THANK_YOU = "thank_you"
RECEIPT_REPLACED = "receipt_replaced"
RECEIPT_REISSUED = "receipt_reissued"
DONATION_REFUNDED = "gift_refunded"
KINDS = (THANK_YOU, RECEIPT_REPLACED, RECEIPT_REISSUED, DONATION_REFUNDED)
PlanOf = Callable[[UUID, Letter, Links], PlanNote | None]  # by the donation


def mail_receipt(event: ReceiptPrinted) -> None:
    """Owe the letter that brings this receipt, unless it is void already: then the letter about that is enough."""
    receipt = receipt_by_id(event.receipt_id)
    donation = donation_of(receipt)
    if void_of(receipt):
        return
    if not has_letter(THANK_YOU, donation.id):
        _write(THANK_YOU, donation.id, receipt, donation)
    elif not is_written_about(receipt.id):
        _write(_kind_of_replacement(receipt), receipt.id, receipt, donation)


def mail_void(event: ReceiptVoided) -> None:
    """The whole donation was returned: tell the supporter. A replacement brings a letter of its own."""
    receipt = receipt_by_id(event.receipt_id)
    void, donation = void_of(receipt), donation_of(receipt)
    if void and void.reason == VoidReason.REFUNDED and valid_receipt(donation.id) is None:
        _write(DONATION_REFUNDED, receipt.id, receipt, donation)


def _kind_of_replacement(receipt: Receipt) -> str:
    if receipt.replaces_id is None:
        return RECEIPT_REISSUED
    replaced = receipt_by_id(receipt.replaces_id)
    return RECEIPT_REPLACED if receipt.amount < replaced.amount else RECEIPT_REISSUED


def _write(kind: str, subject_id: UUID, receipt: Receipt, donation: Donation) -> None:
    address = _address(donation)
    if not address:
        return  # recorded by hand, without one
    recipient = Mailbox(donation.name_to_print, address)
    write_letter(kind, subject_id, about_id=receipt.id, recipient=recipient, language=donation.language)


def _address(donation: Donation) -> str:
    """Where letters about this donation go: where the supporter reads them now, who has moved from the donation's
    address; else where one was sent again, as staff have corrected it; else to the donor's own.
    """
    if donation.supporter and (moved_to := address_in_place_of(donation.donor_email, donation.supporter)):
        return moved_to
    resent = select(Letter.recipient_email).join(ReceiptDonation, ReceiptDonation.receipt_id == Letter.about_id)
    of_donation = resent.where(ReceiptDonation.donation_id == donation.id, Letter.resend_of_id.is_not(None))
    return session.scalar(of_donation.order_by(Letter.written_at.desc()).limit(1)) or donation.donor_email


def draft_receipt_letter(letter: Letter, *, links: Links, plan_of: PlanOf) -> Draft:
    """The letter as it is sent, and as it would be sent again: all of it is read from what it is about.

    `plan_of`: what there is to say of the plan that made this one; receipts know of none.
    """
    receipt = receipt_by_id(letter.about_id)
    donation = donation_of(receipt)
    context = _context(letter, receipt, donation, links, plan_of(donation.id, letter, links))
    return draft_of(letter, links, context, _attachments(letter, receipt))


def _context(
    letter: Letter, receipt: Receipt, donation: Donation, links: Links, plan: PlanNote | None
) -> DonationContext:
    """All figures follow from the receipt: a letter that leaves late still agrees with what it brings."""
    assert donation.settled_at  # noqa: S101 - a receipt is issued for settled donations only
    organisation, fund = the_organisation(), donation.allocations[0].fund
    left = receipt.amount if letter.kind != DONATION_REFUNDED else Money(0, receipt.currency)
    refunded = donation.amount - left
    return DonationContext(
        organisation=letter_head_of(organisation),
        mode=installation().mode,
        donor_name=donation.name_to_print,
        amount=donation.amount,
        covered_costs=donation.covered_costs or None,
        refunded=refunded or None,
        remaining=left if refunded else None,
        received_on=clock.local_date(donation.settled_at, organisation.zone),
        fund_name=in_language(fund.name, letter.language, organisation.default_language),
        reference=donation.reference,
        receipt_number=receipt.number,
        receipt_url=links.receipt(receipt.id, letter.language),
        replaced_number=receipt_by_id(receipt.replaces_id).number if receipt.replaces_id else None,
        plan=plan,
    )


def _attachments(letter: Letter, receipt: Receipt) -> tuple[Attachment, ...]:
    if letter.kind == DONATION_REFUNDED:
        return ()
    original = session.get_one(ReceiptDocument, (receipt.id, "original"), options=[undefer(ReceiptDocument.pdf)])
    return (Attachment(f"{receipt.number}.pdf", original.pdf),)


def resend_letter(letter: Letter, *, to: str, by: UUID, reason: str) -> Letter:
    """Owe it anew to the address `to`; later letters about this donation go there too."""
    if letter.kind not in KINDS:
        raise Refused("Only letters about gifts are sent again here.")
    receipt = receipt_by_id(letter.about_id)
    if letter.kind != DONATION_REFUNDED and void_of(receipt):
        raise Refused("The receipt in this letter is void. Please send the letter with the one that replaces it.")
    if not to.strip():
        raise Refused("Please write an e-mail address.", about="to")
    if not reason.strip():
        raise Refused("Please say why the letter is sent again.", about="reason")
    again = write_again(letter, Mailbox(donation_of(receipt).name_to_print, to.strip()))
    letter.seen_at = letter.seen_at or clock.now()
    change = ({"to": letter.recipient_email}, {"to": again.recipient_email})
    record_audit(Act("letter.resent", "letter", again.id, by, reason.strip(), *change))
    return again


LETTERS_A_DAY = 3  # about one receipt


def send_receipt_again(donation: Donation, supporter: Supporter) -> Letter:
    """The letter that brought the valid receipt, as a letter of its own. The caller knows that the donation is
    theirs.
    """
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
