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
class NewGift:
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


def begin_gift(gift: NewGift) -> Donation:
    """Started; the caller knows of the money and settles it."""
    donor = gift.donor
    donation = Donation(
        amount=gift.amount,
        covered_costs_minor=gift.covered_costs_minor,
        frequency=gift.frequency,
        supporter_id=gift.supporter_id,
        donor_name=donor.name,
        donor_email=donor.email,
        email_key=email_key(donor.email),
        donor_address=dict(donor.address) if donor.address else None,
        language=donor.language,
        campaign_id=gift.campaign_id,
        placement=gift.placement,
        privacy_version=gift.privacy_version,
        terms_version=gift.terms_version,
        is_anonymous=gift.is_anonymous,
        started_at=gift.started_at,
    )
    session.add(donation)
    session.flush()
    session.add(DonationHistory(donation_id=donation.id, was=None, became=DonationStatus.STARTED))
    session.add(Allocation(donation_id=donation.id, fund_id=gift.fund_id, amount=gift.amount))
    session.flush()
    return donation
