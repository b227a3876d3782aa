"""A gift found by the number of its receipt, void ones too: the number itself is looked up, never searched for."""

import re

from sqlalchemy import select

from donations.core.database import session
from donations.giving.models import Donation
from donations.receipts.models import Receipt, ReceiptGift

_NUMBER = re.compile(r"[^\s/]{1,30}/[0-9]{4}/[0-9]{6,9}", re.ASCII)  # as `issue_receipt` writes it
_MOST = 2


def gift_of_receipt(typed: str) -> str | None:
    """The reference of the one gift whose receipt has this number, however it was typed."""
    number = typed.strip()
    if not _NUMBER.fullmatch(number):
        return None
    asked = select(Donation.reference).join(ReceiptGift, ReceiptGift.donation_id == Donation.id)
    asked = asked.join(Receipt, Receipt.id == ReceiptGift.receipt_id).where(
        Receipt.number.in_({number, number.upper()})
    )
    found = session.scalars(asked.limit(_MOST)).all()
    return found[0] if len(found) == 1 else None
