"""What happens to donations. Each has its line in `reactions.py`."""

from dataclasses import dataclass
from uuid import UUID

from donations.core.outbox import Event


@dataclass(frozen=True, slots=True)
class DonationSettled(Event):
    """The money was received: it counts."""

    donation_id: UUID


@dataclass(frozen=True, slots=True)
class HeldGiftAccepted(Event):
    """A person has decided that a held donation counts."""

    donation_id: UUID


@dataclass(frozen=True, slots=True)
class RefundChanged(Event):
    """A refund became known, left, came back or was stopped."""

    donation_id: UUID
    refund_id: UUID


@dataclass(frozen=True, slots=True)
class RefundRequested(Event):
    """Somebody here wants money given back; the provider is still to be asked."""

    refund_id: UUID


@dataclass(frozen=True, slots=True)
class DisputeChanged(Event):
    """A dispute became known, was won or lost."""

    donation_id: UUID
    dispute_id: UUID


@dataclass(frozen=True, slots=True)
class PaymentCancelRequested(Event):
    """Somebody here wants a payment stopped that is on its way; the provider is still to be asked."""

    payment_id: UUID


@dataclass(frozen=True, slots=True)
class CancelRequested(Event):
    """Somebody here wants a started donation ended; its payment page is still open."""

    donation_id: UUID
