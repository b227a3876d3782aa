"""Finding receipts."""

import hmac
from uuid import UUID

from sqlalchemy import and_, select

from donations.core import clock
from donations.core.database import session
from donations.core.errors import NotFound
from donations.core.ids import tidy_reference
from donations.giving.models import Donation
from donations.organisation.models import Organisation
from donations.organisation.queries import the_organisation
from donations.receipts.issue_receipt import series_of
from donations.receipts.models import (
    Receipt,
    ReceiptClaim,
    ReceiptDocument,
    ReceiptDonation,
    ReceiptSeries,
    ReceiptVoid,
)
from donations.receipts.snapshot import VoidNote
from donations.receipts.states import Validity


def receipt_by_id(receipt_id: UUID) -> Receipt:
    """Raises `NotFound`."""
    found = session.get(Receipt, receipt_id)
    if found is None:
        raise NotFound("This receipt is not here.")
    return found


def valid_receipt(donation_id: UUID) -> Receipt | None:
    """The one receipt that stands for the donation now."""
    claim = session.get(ReceiptClaim, donation_id, populate_existing=True)
    return claim.receipt if claim else None


def last_receipt(donation_id: UUID) -> Receipt | None:
    """The newest receipt of the donation, valid or void: a new one replaces it."""
    of_donation = select(Receipt).join(ReceiptDonation).where(ReceiptDonation.donation_id == donation_id)
    return session.scalar(of_donation.order_by(Receipt.issued_at.desc(), Receipt.id.desc()).limit(1))


def donation_of(receipt: Receipt) -> Donation:
    """The donation of a receipt for a single donation."""
    return session.scalars(select(Donation).join(ReceiptDonation).where(ReceiptDonation.receipt_id == receipt.id)).one()


def chain_of(receipt: Receipt) -> tuple[Donation, list[tuple[Receipt, ReceiptVoid | None]]]:
    """The donation, and each of its receipts, oldest first: every later one replaces the one before."""
    donation = donation_of(receipt)
    requested = select(Receipt, ReceiptVoid).outerjoin(ReceiptVoid, ReceiptVoid.receipt_id == Receipt.id)
    of_donation = requested.join(ReceiptDonation, ReceiptDonation.receipt_id == Receipt.id).where(
        ReceiptDonation.donation_id == donation.id
    )
    rows = session.execute(of_donation.order_by(Receipt.issued_at, Receipt.id))
    return donation, [(each, void) for each, void in rows]


def void_of(receipt: Receipt) -> ReceiptVoid | None:
    """When and why it stopped being valid, if it did."""
    return session.get(ReceiptVoid, receipt.id)


def replacement_of(receipt: Receipt) -> Receipt | None:
    """The receipt that stands in its place."""
    return session.scalar(select(Receipt).where(Receipt.replaces_id == receipt.id))


def void_note_of(receipt: Receipt) -> VoidNote | None:
    """What a void receipt says of itself; None for a valid one."""
    void, replacement = void_of(receipt), replacement_of(receipt)
    if void is None:
        return None
    voided_on = clock.local_date(void.at, the_organisation().zone)
    return VoidNote(voided_on, replacement.number if replacement else None)


def document_of(receipt: Receipt) -> ReceiptDocument | None:
    """The PDF as it may be handed out now: a void receipt's says VOID. None until it is printed."""
    return session.get(ReceiptDocument, (receipt.id, "void" if void_of(receipt) else "original"))


def check(number: str, code: str) -> Validity:
    """What anyone may learn of a receipt they hold: nothing but whether it stands."""
    receipt = session.scalar(select(Receipt).where(Receipt.number == number.strip().upper()))
    if receipt is None or not hmac.compare_digest(receipt.check_code, tidy_reference(code)):
        return Validity.UNKNOWN
    return Validity.VOID if void_of(receipt) else Validity.VALID


def last_numbers() -> list[str]:
    """The last receipt of each series and year."""
    last = select(Receipt.number).join(
        ReceiptSeries,
        and_(
            ReceiptSeries.series == Receipt.series,
            ReceiptSeries.year == Receipt.year,
            ReceiptSeries.last_sequence == Receipt.sequence,
        ),
    )
    return list(session.scalars(last.order_by(Receipt.series, Receipt.year)))


def numbers_given(organisation: Organisation, year: int) -> tuple[str, int]:
    """The series in use, as it stands in numbers, and the last number given in it that year."""
    series = series_of(organisation)
    counter = session.get(ReceiptSeries, (series, year))
    return series, counter.last_sequence if counter else 0
