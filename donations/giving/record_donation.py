"""A gift that came by hand: somebody here vouches for it, and it counts from the day it came."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from donations.core import clock
from donations.core.database import session
from donations.core.errors import NotFound, Refused
from donations.core.money import Money
from donations.giving.desk_models import ManualMethod, ManualRecord
from donations.giving.models import Allocation, Donation, DonationHistory
from donations.giving.settle_donation import count
from donations.giving.states import DonationStatus, Frequency
from donations.organisation.queries import the_organisation
from donations.staff.record_audit import Act, record_audit
from donations.supporters.find_or_add_supporter import (
    add_supporter_without_email,
    email_key,
    find_or_add_supporter,
)
from donations.supporters.models import Supporter

_EARLIEST = date(2000, 1, 1)
_NO_FORM = 0  # the privacy text that was shown: none


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gave. Without an e-mail address no letter is sent; `supporter_id` names somebody we know."""

    name: str
    language: str
    email: str = ""
    address: Mapping[str, str] | None = None
    is_anonymous: bool = False
    supporter_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class GiftByHand:
    """What came, how, when and for what."""

    giver: Giver
    amount: Money
    method: ManualMethod
    received_on: date
    fund_id: UUID
    campaign_id: UUID | None = None
    note: str = field(default="")
    frequency: Frequency = Frequency.ONCE


def record_donation(gift: GiftByHand, *, by: UUID) -> Donation:
    """In the caller's transaction: the gift, its author, and all that follows from money received."""
    zone = the_organisation().zone
    if not _EARLIEST <= gift.received_on <= clock.local_date(clock.now(), zone):
        raise Refused("A gift is recorded for the day it came, today or earlier.")
    if gift.amount.minor <= 0 or not gift.giver.name.strip():
        raise Refused("A gift needs an amount and a name.")
    donation = _written(gift)
    session.add(
        ManualRecord(
            donation_id=donation.id,
            method=gift.method,
            received_on=gift.received_on,
            note=gift.note.strip(),
            recorded_by=by,
        )
    )
    session.flush()
    count(donation, _moment(gift.received_on, zone), because=None, supporter=_supporter(gift.giver))
    session.flush()
    record_audit(Act("donation.recorded", "donation", donation.id, by, gift.note.strip(), after=_told(gift, donation)))
    return donation


def _written(gift: GiftByHand) -> Donation:
    giver = gift.giver
    donation = Donation(
        amount=gift.amount,
        donor_name=giver.name,
        donor_email=giver.email.strip(),
        email_key=email_key(giver.email),
        donor_address=dict(giver.address) if giver.address else None,
        is_anonymous=giver.is_anonymous,
        language=giver.language,
        campaign_id=gift.campaign_id,
        privacy_version=_NO_FORM,
        frequency=gift.frequency,
    )
    session.add(donation)
    session.flush()
    session.add(DonationHistory(donation_id=donation.id, was=None, became=DonationStatus.STARTED))
    session.add(Allocation(donation_id=donation.id, fund_id=gift.fund_id, amount=gift.amount))
    return donation


def _supporter(giver: Giver) -> Supporter:
    if giver.supporter_id:
        known = session.get(Supporter, giver.supporter_id)
        if known is None:
            raise NotFound("This supporter is not here.")
        return known
    if giver.email.strip():
        return find_or_add_supporter(giver.email, giver.name, giver.language)
    return add_supporter_without_email(giver.name, giver.language)


def _moment(day: date, zone: str) -> datetime:
    """Noon of that day where the foundation is: far from both midnights. Of today: now, at the latest."""
    noon = datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC)
    return min(noon, clock.now())


def _told(gift: GiftByHand, donation: Donation) -> dict[str, str]:
    return {
        "reference": donation.reference,
        "amount": f"{gift.amount.plain()} {gift.amount.currency}",
        "method": str(gift.method),
        "received on": gift.received_on.isoformat(),
        "name": gift.giver.name,
        "e-mail": gift.giver.email,
    }
