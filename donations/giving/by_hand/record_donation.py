"""A gift that came by hand: somebody here vouches for it, and it counts from the day it came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from donations.core import clock
from donations.core.database import Base, session
from donations.core.errors import NotFound, Refused
from donations.core.ids import new_reference
from donations.core.money import Money
from donations.giving.desk_models import ManualMethod, ManualRecord, MethodElsewhere
from donations.giving.models import Allocation, Donation, DonationHistory
from donations.giving.settle.settle_donation import count
from donations.giving.states import DonationStatus, Frequency
from donations.organisation.queries import the_organisation
from donations.staff.record_audit import Act, record_audits
from donations.supporters.find_or_add_supporter import add_supporter_without_email, email_key, find_or_add_supporter
from donations.supporters.models import Supporter

_EARLIEST = date(2000, 1, 1)
NO_FORM = 0  # the privacy text that was shown: none


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
    method: ManualMethod | MethodElsewhere
    received_on: date
    fund_id: UUID
    campaign_id: UUID | None = None
    note: str = field(default="")
    frequency: Frequency = Frequency.ONCE
    message: str | None = None
    reference: str | None = None  # one of ours that the gift has already; else it gets a new one
    has_receipt_elsewhere: bool = False


def refuse_impossible(gift: GiftByHand, zone: str) -> None:
    """Raises `Refused` for a gift nobody can vouch for."""
    if not _EARLIEST <= gift.received_on <= clock.local_date(clock.now(), zone):
        raise Refused("A gift is recorded for the day it came, today or earlier.")
    if gift.amount.minor <= 0 or not gift.giver.name.strip():
        raise Refused("A gift needs an amount and a name.")


def record_donation(gift: GiftByHand, *, by: UUID) -> Donation:
    """In the caller's transaction: the gift, its author, and all that follows from money received."""
    return record_donations([gift], by=by)[0]


def record_donations(gifts: Sequence[GiftByHand], *, by: UUID) -> list[Donation]:
    """The same for many at once, step by step for all of them."""
    zone = the_organisation().zone
    for gift in gifts:
        refuse_impossible(gift, zone)
    donations = [_written(gift) for gift in gifts]
    session.add_all(donations)
    session.flush()
    for gift, donation in zip(gifts, donations, strict=True):
        session.add_all(_what_belongs_to(donation, gift, by))
    session.flush()
    supporters = [supporter_of(gift.giver) for gift in gifts]
    for gift, donation, supporter in zip(gifts, donations, supporters, strict=True):
        count(donation, _moment(gift.received_on, zone), because=None, supporter=supporter)
    session.flush()
    record_audits(_act(gift, donation, by) for gift, donation in zip(gifts, donations, strict=True))
    return donations


def _written(gift: GiftByHand) -> Donation:
    giver = gift.giver
    return Donation(
        reference=gift.reference or new_reference(),
        amount=gift.amount,
        donor_name=giver.name,
        donor_email=giver.email.strip(),
        email_key=email_key(giver.email),
        donor_address=dict(giver.address) if giver.address else None,
        message=gift.message,
        is_anonymous=giver.is_anonymous,
        has_receipt_elsewhere=gift.has_receipt_elsewhere,
        language=giver.language,
        campaign_id=gift.campaign_id,
        privacy_version=NO_FORM,
        frequency=gift.frequency,
    )


def _what_belongs_to(donation: Donation, gift: GiftByHand, by: UUID) -> tuple[Base, ...]:
    return (
        DonationHistory(donation_id=donation.id, was=None, became=DonationStatus.STARTED),
        Allocation(donation_id=donation.id, fund_id=gift.fund_id, amount=gift.amount),
        ManualRecord(
            donation_id=donation.id,
            method=gift.method,
            received_on=gift.received_on,
            note=gift.note.strip(),
            recorded_by=by,
        ),
    )


def supporter_of(giver: Giver) -> Supporter:
    """The one who was named, or has the address; else somebody new. Raises `NotFound`."""
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


def _act(gift: GiftByHand, donation: Donation, by: UUID) -> Act:
    return Act("donation.recorded", "donation", donation.id, by, gift.note.strip(), after=_told(gift, donation))


def _told(gift: GiftByHand, donation: Donation) -> dict[str, str]:
    return {
        "reference": donation.reference,
        "amount": f"{gift.amount.plain()} {gift.amount.currency}",
        "method": str(gift.method),
        "received on": gift.received_on.isoformat(),
        "name": gift.giver.name,
        "e-mail": gift.giver.email,
    }
