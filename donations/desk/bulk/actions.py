"""The acts offered for many donations at once. Their names are stored in rows: never rename one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from donations.core.database import session
from donations.core.errors import Refused
from donations.desk.letters import send_letter_again
from donations.funds.models import Fund
from donations.giving.by_hand.edit_donation import move_to_fund
from donations.giving.by_hand.needs_attention import is_unreviewed
from donations.giving.by_hand.review_held import accept_held
from donations.giving.models import Donation
from donations.mail.models import Letter
from donations.receipts.models import ReceiptDonation
from donations.staff.permissions import Permission


@dataclass(frozen=True, slots=True)
class Asked:
    """By whom, why, and what else the action needs to know."""

    by: UUID
    reason: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BulkAction:
    """`run` does it to one locked donation, or raises a `DonationsError` that says why not.

    `fits`: for which donations there is something to do; None: for all.
    """

    name: str
    permission: Permission
    run: Callable[[Donation, Asked], None]
    fits: Callable[[], ColumnElement[bool]] | None = None


ADD_TO_FUND = "add to fund"
RESEND = "resend letter"
ACCEPT = "accept held"
FUND_ID = "fund_id"  # the parameter it takes


def _resend(donation: Donation, asked: Asked) -> None:
    """The last letter, to where it went."""
    about = select(ReceiptDonation.receipt_id).where(ReceiptDonation.donation_id == donation.id)
    newest = select(Letter).where(Letter.about_id.in_(about)).order_by(Letter.written_at.desc(), Letter.id.desc())
    letter = session.scalar(newest.limit(1))
    if letter is None:
        raise Refused("No letter about this gift was written.")
    send_letter_again(letter, to=letter.recipient_email, by=asked.by, reason=asked.reason)


def _has_letter() -> ColumnElement[bool]:
    written = exists().where(Letter.about_id == ReceiptDonation.receipt_id, ReceiptDonation.donation_id == Donation.id)
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
