"""A receipt stops being valid; its number stays in the series for ever."""

from uuid import UUID

from donations.core import outbox
from donations.core.database import session
from donations.core.errors import Refused
from donations.core.money import Money
from donations.giving.balances import remaining_amount
from donations.giving.models import Donation
from donations.giving.queries import donation_by_id
from donations.organisation.links import Links
from donations.organisation.queries import the_organisation
from donations.receipts.events import ReceiptVoided
from donations.receipts.issue_receipt import address_lines, fund_names, issue_receipt
from donations.receipts.models import Receipt, ReceiptClaim, ReceiptVoid
from donations.receipts.queries import donation_of, valid_receipt
from donations.receipts.snapshot import donor_block
from donations.receipts.states import VoidReason
from donations.staff.audit_trail import Act, record_audit

THE_SERVICE = "the service"


def void_receipt(receipt: Receipt, reason: VoidReason, *, by: str = THE_SERVICE) -> None:
    """In the caller's transaction; the claims on it are free again."""
    session.add(ReceiptVoid(receipt_id=receipt.id, reason=reason, by=by))
    session.query(ReceiptClaim).filter_by(receipt_id=receipt.id).delete()
    session.flush()
    outbox.record(ReceiptVoided(receipt.id))


def void_and_replace(receipt: Receipt, *, by: UUID, reason: str, links: Links) -> Receipt:
    """The new one says what the donation and the foundation say now, and which number it cancels and replaces."""
    donation = donation_by_id(donation_of(receipt).id, lock=True)
    left = check_replaceable(receipt, donation)
    if not reason.strip():
        raise Refused("Please say what was wrong with the receipt.", about="reason")
    void_receipt(receipt, VoidReason.CORRECTED, by=str(by))
    replacement = issue_receipt(donation, left, receipt, links)
    change = ({"receipt": receipt.number}, {"receipt": replacement.number})
    record_audit(Act("receipt.replaced", "receipt", receipt.id, by, reason.strip(), *change))
    return replacement


def check_replaceable(receipt: Receipt, donation: Donation) -> Money:
    """What another one in its place would be over. Raises `Refused` for a void one, and where nothing is left."""
    current = valid_receipt(donation.id)
    if current is None or current.id != receipt.id:
        raise Refused("This receipt is void already; another one may stand in its place.")
    left = remaining_amount(donation)
    if not left:
        raise Refused("All of this gift went back: its receipt becomes void by itself.")
    return left


def is_outdated(receipt: Receipt, donation: Donation) -> bool:
    """Whether a receipt issued now would name another donor, address or fund."""
    language, snapshot = receipt.language, receipt.snapshot
    donor = donor_block(donation.name_to_print, address_lines(donation.donor_address), snapshot["language"])
    printed = next((row["value"] for row in snapshot["facts"] if row["key"] == "fund"), "")
    return bool(donor != snapshot["donor"] or fund_names(donation, language, the_organisation()) != printed)
