"""A gift without a form: what a plan makes, or what a payment brought that nobody here had asked for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from donations.core.database import session
from donations.core.money import Money
from donations.giving.models import Allocation, Donation, DonationHistory
from donations.giving.start.start_donation import Donor
from donations.giving.states import DonationStatus, Frequency
from donations.supporters.find_or_add_supporter import email_key


@dataclass(frozen=True, slots=True)
class ReceivedDonation:
    """Of a plan the supporter, once known, stays the same whatever address it has by now."""

    donor: Donor
    amount: Money
    covered_costs_minor: int
    frequency: Frequency
    fund_id: UUID
    privacy_version: int
    started_at: datetime
    supporter_id: UUID | None = None
    campaign_id: UUID | None = None
    placement: str | None = None
    terms_version: int | None = None
    is_anonymous: bool = False


def begin_donation(received: ReceivedDonation) -> Donation:
    """Started; the caller knows of the money and settles it."""
    donor = received.donor
    donation = Donation(
        amount=received.amount,
        covered_costs_minor=received.covered_costs_minor,
        frequency=received.frequency,
        supporter_id=received.supporter_id,
        donor_name=donor.name,
        donor_email=donor.email,
        email_key=email_key(donor.email),
        donor_address=dict(donor.address) if donor.address else None,
        language=donor.language,
        campaign_id=received.campaign_id,
        placement=received.placement,
        privacy_version=received.privacy_version,
        terms_version=received.terms_version,
        is_anonymous=received.is_anonymous,
        started_at=received.started_at,
    )
    session.add(donation)
    session.flush()
    session.add(DonationHistory(donation_id=donation.id, was=None, became=DonationStatus.STARTED))
    session.add(Allocation(donation_id=donation.id, fund_id=received.fund_id, amount=received.amount))
    session.flush()
    return donation
