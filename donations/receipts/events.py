"""What happens to receipts."""

from dataclasses import dataclass
from uuid import UUID

from donations.core.outbox import Event


@dataclass(frozen=True, slots=True)
class ReceiptIssued(Event):
    """A number is given; the document is still to be printed."""

    receipt_id: UUID


@dataclass(frozen=True, slots=True)
class ReceiptPrinted(Event):
    """The PDF is stored; the letter may go."""

    receipt_id: UUID


@dataclass(frozen=True, slots=True)
class ReceiptVoided(Event):
    """A receipt stopped being valid."""

    receipt_id: UUID


@dataclass(frozen=True, slots=True)
class ReceiptMissing(Event):
    """A receipt is void, and the one that was to stand in its place could not be issued yet."""

    donation_id: UUID
