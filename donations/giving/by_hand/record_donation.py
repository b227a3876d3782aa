"""A donation that came by hand: somebody here vouches for it, and it counts from the day it came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from donations.core import clock
from donations.core.database import session
from donations.core.errors import NotFound, Refused
from donations.core.ids import new_reference
from donations.core.money import Money
from donations.giving.desk_models import ManualMethod, ManualRecord, MethodElsewhere
from donations.giving.models import Donation
from donations.giving.new_donation import begin, new_donation
from donations.giving.settle.settle_donation import count
from donations.giving.states import Frequency
from donations.organisation.queries import the_organisation
from donations.staff.audit_trail import Act, record_audits
from donations.supporters.models import Supporter
from donations.supporters.queries import add_supporter_without_email, find_or_add_supporter

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
class DonationByHand:
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
    reference: str | None = None  # one of ours that the donation has already; else it gets a new one
    has_receipt_elsewhere: bool = False


def refuse_impossible(donation: DonationByHand, zone: str) -> None:
    """Raises `Refused` for a donation nobody can vouch for."""
    if not _EARLIEST <= donation.received_on <= clock.local_date(clock.now(), zone):
        raise Refused("A gift is recorded for the day it came, today or earlier.")
    if donation.amount.minor <= 0 or not donation.giver.name.strip():
        raise Refused("A gift needs an amount and a name.")


def record_donation(entry: DonationByHand, *, by: UUID) -> Donation:
    """In the caller's transaction: the donation, its author, and all that follows from money received."""
    return record_donations([entry], by=by)[0]


def record_donations(entries: Sequence[DonationByHand], *, by: UUID) -> list[Donation]:
    """The same for many at once, step by step for all of them."""
    zone = the_organisation().zone
    for entry in entries:
        refuse_impossible(entry, zone)
    donations = [_written(entry) for entry in entries]
    begin((donation, entry.fund_id) for donation, entry in zip(donations, entries, strict=True))
    session.add_all(
        ManualRecord(
            donation_id=donation.id,
            method=entry.method,
            received_on=entry.received_on,
            note=entry.note.strip(),
            recorded_by=by,
        )
        for donation, entry in zip(donations, entries, strict=True)
    )
    session.flush()
    supporters = [supporter_of(entry.giver) for entry in entries]
    for entry, donation, supporter in zip(entries, donations, supporters, strict=True):
        count(donation, _moment(entry.received_on, zone), because=None, supporter=supporter)
    session.flush()
    record_audits(_act(entry, donation, by) for entry, donation in zip(entries, donations, strict=True))
    return donations


def _written(entry: DonationByHand) -> Donation:
    return new_donation(
        entry.giver,
        entry.amount,
        reference=entry.reference or new_reference(),
        message=entry.message,
        is_anonymous=entry.giver.is_anonymous,
        has_receipt_elsewhere=entry.has_receipt_elsewhere,
        campaign_id=entry.campaign_id,
        privacy_version=NO_FORM,
        frequency=entry.frequency,
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


def _act(entry: DonationByHand, donation: Donation, by: UUID) -> Act:
    return Act("donation.recorded", "donation", donation.id, by, entry.note.strip(), after=_details(entry, donation))


def _details(entry: DonationByHand, donation: Donation) -> dict[str, str]:
    return {
        "reference": donation.reference,
        "amount": f"{donation.amount.plain()} {donation.amount.currency}",
        "method": str(entry.method),
        "received on": entry.received_on.isoformat(),
        "name": entry.giver.name,
        "e-mail": entry.giver.email,
    }
