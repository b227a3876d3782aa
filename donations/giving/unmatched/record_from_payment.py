"""Money came that nobody here had asked for, by a link or an invoice made at the provider's: a donation is written
for it.
Its payment is known to the books from then on, and only once: whatever else is told of it finds the donation by it.
"""

from dataclasses import dataclass
from uuid import UUID

from donations.core.errors import Refused
from donations.giving.by_hand.record_donation import NO_FORM, Giver, supporter_of
from donations.giving.models import Donation
from donations.giving.settle.settle_donation import ReceivedDonation, begin_donation, settle_donation
from donations.giving.start.start_donation import Donor
from donations.giving.states import Frequency
from donations.giving.unmatched.link_event import bears_no_mark, linkable_update, locked_with_payment, tie
from donations.payments.models import ProviderEvent
from donations.payments.replay_event import close_event, put_aside_with
from donations.payments.states import EventState
from donations.payments.updates import PaymentSucceeded
from donations.staff.audit_trail import Act, record_audit


@dataclass(frozen=True, slots=True)
class FoundDonation:
    """What a person knows of it; the payment says how much and when."""

    giver: Giver
    fund_id: UUID
    campaign_id: UUID | None = None
    note: str = ""


def record_from_payment(event: ProviderEvent, found: FoundDonation, *, by: UUID) -> Donation:
    """It counts at once, with the amount that came, from the moment it came; the event is applied with it."""
    locked_with_payment(event)
    update = money_without_donation(event)
    others = put_aside_with(event, update.payment_id)
    donation = begin_donation(_donation(update, found))
    tie(event, donation, by=by, reason=found.note, others=others)  # first: what went back is known to its receipt
    settle_donation(donation, update, because=event.id)
    close_event(event.id, EventState.APPLIED)
    after = {"reference": donation.reference, "payment": update.payment_id, "name": found.giver.name}
    record_audit(Act("donation.recorded_from_payment", "donation", donation.id, by, found.note.strip(), after=after))
    return donation


def money_without_donation(event: ProviderEvent) -> PaymentSucceeded:
    """The money it tells of, if it may become a donation; else `Refused`, perhaps with what to do instead."""
    update = linkable_update(event)
    if isinstance(update, PaymentSucceeded) and bears_no_mark(event):
        return update
    raise Refused("This event does not tell of money that came without us: no gift is recorded from it.")


def _donation(update: PaymentSucceeded, found: FoundDonation) -> ReceivedDonation:
    giver = found.giver
    supporter = supporter_of(giver)
    return ReceivedDonation(
        donor=Donor(giver.name, giver.email.strip(), giver.language, giver.address),
        amount=update.amount,
        covered_costs_minor=0,
        frequency=Frequency.ONCE,
        fund_id=found.fund_id,
        privacy_version=NO_FORM,
        started_at=update.at,
        supporter_id=supporter.id,
        campaign_id=found.campaign_id,
        is_anonymous=giver.is_anonymous,
    )
