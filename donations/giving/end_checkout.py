"""A hosted payment page came to an end without money in hand."""

from uuid import UUID

from donations.giving.models import Donation
from donations.giving.queries import attempt_by_session
from donations.giving.states import DonationStatus
from donations.payments.updates import CheckoutEnded, CheckoutOutcome

_STATUS = {
    CheckoutOutcome.PROCESSING: DonationStatus.PROCESSING,
    CheckoutOutcome.FAILED: DonationStatus.FAILED,
    CheckoutOutcome.EXPIRED: DonationStatus.EXPIRED,
}


def end_checkout(donation: Donation, told: CheckoutEnded, *, because: UUID) -> None:
    """A page the visitor replaced, one of another gift, or one nobody was ever sent to, says nothing about it."""
    attempt = attempt_by_session(told.session_id)
    if attempt is None or attempt.donation_id != donation.id:
        return
    if told.outcome != CheckoutOutcome.PROCESSING:
        attempt.ended_at = attempt.ended_at or told.at
    if attempt.superseded_at is None:
        donation.advance(_STATUS[told.outcome], because=because)
