"""What happens to donations. Each has its line in `reactions.py`."""

from dataclasses import dataclass
from uuid import UUID

from donations.core.outbox import Event


@dataclass(frozen=True, slots=True)
class DonationSettled(Event):
    """The provider took the money."""

    donation_id: UUID


@dataclass(frozen=True, slots=True)
class RefundChanged(Event):
    """A refund became known, left, came back or was stopped."""

    donation_id: UUID
    refund_id: UUID
