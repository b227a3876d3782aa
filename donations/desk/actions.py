"""The acts offered for many donations at once. Their names are stored in rows: never rename one."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from donations.core.database import session
from donations.core.errors import Refused
from donations.desk.bulk_actions import Asked, BulkAction
from donations.desk.send_letter_again import send_letter_again
from donations.funds.models import Fund
from donations.giving.models import Donation
from donations.giving.move_to_fund import move_to_fund
from donations.giving.review_held import accept_held
from donations.giving.waiting import is_unreviewed
from donations.mail.models import Letter
from donations.receipts.models import ReceiptGift
from donations.staff.permissions import Permission

ADD_TO_FUND = "add to fund"
RESEND = "resend letter"
ACCEPT = "accept held"
FUND_ID = "fund_id"  # the parameter it takes


def _resend(donation: Donation, asked: Asked) -> None:
    """The last letter, to where it went."""
    about = select(ReceiptGift.receipt_id).where(ReceiptGift.donation_id == donation.id)
    newest = select(Letter).where(Letter.about_id.in_(about)).order_by(Letter.written_at.desc(), Letter.id.desc())
    letter = session.scalar(newest.limit(1))
    if letter is None:
        raise Refused("No letter about this gift was written.")
    send_letter_again(letter, to=letter.recipient_email, by=asked.by, reason=asked.reason)


def _has_letter() -> ColumnElement[bool]:
    written = exists().where(Letter.about_id == ReceiptGift.receipt_id, ReceiptGift.donation_id == Donation.id)
    return written.correlate(Donation)


def _accept(donation: Donation, asked: Asked) -> None:
    accept_held(donation, by=asked.by, note=asked.reason)


def _add_to_fund(donation: Donation, asked: Asked) -> None:
    fund = session.get_one(Fund, UUID(asked.parameters[FUND_ID]))
    move_to_fund(donation, fund, asked.by, asked.reason)


ACTIONS = {
    action.name: action
    for action in (
        BulkAction(RESEND, Permission.REVIEW, _resend, _has_letter),
        BulkAction(ACCEPT, Permission.REVIEW, _accept, is_unreviewed),
        BulkAction(ADD_TO_FUND, Permission.EDIT, _add_to_fund),
    )
}
