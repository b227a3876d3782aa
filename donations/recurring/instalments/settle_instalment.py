"""The money of an instalment came: its gift counts, once for each period of the plan.

Money for a period that has some already, and money taken after the plan was ended, is kept as a gift that is held.
"""

from uuid import UUID

from sqlalchemy import select

from donations.core import outbox
from donations.core.database import session
from donations.core.errors import NotYet
from donations.giving.events import HeldGiftAccepted
from donations.giving.models import Donation
from donations.giving.queries import donation_by_id, payment_by_provider_id
from donations.giving.settle.begin_donation import ReceivedDonation, begin_donation
from donations.giving.settle.settle_donation import settle_donation
from donations.giving.start.start_donation import Donor
from donations.giving.states import DonationStatus, Frequency, HeldReason
from donations.payments.updates import InstalmentPaid, PaymentSucceeded
from donations.recurring.events import InstalmentMended
from donations.recurring.history_models import Because
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.plan.end_plan import close_failure, complete_plan, refresh_status
from donations.recurring.queries import cancelling_of, instalment_of_donation, instalment_of_invoice, plan_by_id
from donations.recurring.states import InstalmentStatus


def pay_instalment(told: InstalmentPaid, event_id: UUID) -> None:
    """The provider names the payment. Raises `NotYet` while the instalment itself is not known."""
    found = instalment_of_invoice(told.invoice_id)
    if found is None:
        raise NotYet("The instalment this payment is for is not known yet.")
    plan = plan_by_id(found.plan_id, lock=True)
    session.refresh(found)
    if payment_by_provider_id(told.payment_id) is None:
        settle_instalment(plan, found, told, event_id)


def settle_instalment(plan: RecurringPlan, instalment: Instalment, told: InstalmentPaid, event_id: UUID) -> None:
    """Locked: the plan. The payment is new to us."""
    if other := _paid_already(instalment):
        _keep_beside(plan, instalment, other, (told, event_id))
    else:
        donation = donation_by_id(instalment.donation_id or _donation_of(plan, instalment, told).id, lock=True)
        _settle(plan, donation, told, event_id)
        _follow(plan, instalment, donation)
    if close_failure(instalment, mended_at=told.at):
        outbox.record(InstalmentMended(instalment.id))
    refresh_status(plan, Because("instalment", event=event_id))
    complete_plan(plan, told.at, Because("completed", event=event_id))


def follow_donation(plan: RecurringPlan, instalment: Instalment) -> None:
    """A person has decided that a gift of this plan which was held counts. Locked: the plan."""
    if instalment.rival_of_id is None:
        donation = donation_by_id(instalment.donation_id, lock=True) if instalment.donation_id else None
        if donation:
            _follow(plan, instalment, donation)


def _follow(plan: RecurringPlan, instalment: Instalment, donation: Donation) -> None:
    is_settled = donation.status == DonationStatus.SETTLED
    instalment.donation_id = donation.id
    instalment.status = InstalmentStatus.SETTLED if is_settled else InstalmentStatus.HELD
    instalment.next_attempt_at, instalment.needs_confirmation = None, False
    session.flush()  # which tells the donation its supporter
    plan.supporter_id = plan.supporter_id or donation.supporter_id
    session.flush()


def _settle(plan: RecurringPlan, donation: Donation, told: InstalmentPaid, event_id: UUID) -> None:
    """What was taken after somebody had asked for the end waits for a person, though the provider ended it later.

    A plan that ended at the provider, unasked, is collected no more: what is paid then is paid by hand, and counts.
    """
    asked = cancelling_of(plan.id)
    is_late = asked is not None and told.at > (plan.ended_at or asked.asked_at)
    paid = PaymentSucceeded(None, told.payment_id, told.amount, told.at)
    settle_donation(donation, paid, because=event_id, held_for=HeldReason.PLAN_OVER if is_late else None)
    if plan.ended_at and donation.settled_at:  # as if it had been told before the end
        plan.ended_at = max(plan.ended_at, donation.settled_at)


def _paid_already(instalment: Instalment) -> Instalment | None:
    """Another one whose period overlaps, with money of its own; or this one, when it is paid a second time."""
    overlapping = select(Instalment).where(
        Instalment.plan_id == instalment.plan_id,
        Instalment.rival_of_id.is_(None),
        Instalment.donation_id.is_not(None),
        Instalment.period_start < instalment.period_end,
        Instalment.period_end > instalment.period_start,
    )
    return session.scalar(overlapping.order_by(Instalment.id == instalment.id, Instalment.period_start).limit(1))


def _keep_beside(
    plan: RecurringPlan, instalment: Instalment, other: Instalment, came: tuple[InstalmentPaid, UUID]
) -> None:
    """The first money of a period is its gift's, whichever is told first; the rest is held as a gift of its own."""
    assert other.donation_id  # noqa: S101 - that is how it was found
    donation = donation_by_id(other.donation_id, lock=True)
    _settle(plan, donation, *came)
    _follow(plan, other, donation)
    if instalment.id == other.id:
        return
    taken = select(Instalment.donation_id).where(Instalment.donation_id.is_not(None))
    beside = select(Donation).where(Donation.origin_id == donation.id, Donation.id.not_in(taken))
    kept = session.scalars(beside.order_by(Donation.id).limit(1)).one()
    instalment.rival_of_id, instalment.donation_id, instalment.status = other.id, kept.id, InstalmentStatus.HELD
    session.flush()


def _donation_of(plan: RecurringPlan, instalment: Instalment, told: InstalmentPaid) -> Donation:
    """The first one is the gift the form began; each later one is made now, for what its period was."""
    if instalment.is_first and plan.first_donation_id:
        taken = select(Instalment.id).where(Instalment.donation_id == plan.first_donation_id)
        if session.scalar(taken) is None:
            return donation_by_id(plan.first_donation_id, lock=True)
    costs = plan.covered_costs_minor if instalment.amount == plan.amount else 0
    return begin_donation(
        ReceivedDonation(
            donor=Donor(plan.donor_name, plan.donor_email, plan.language, plan.donor_address),
            amount=instalment.amount,
            covered_costs_minor=costs,
            frequency=Frequency(plan.interval),
            fund_id=instalment.fund_id or plan.fund_id,
            privacy_version=plan.privacy_version,
            terms_version=plan.terms_version,
            started_at=told.at,
            supporter_id=plan.supporter_id,
            campaign_id=plan.campaign_id,
            placement=plan.placement,
            is_anonymous=plan.is_anonymous,
        )
    )


def accept_instalment(event: HeldGiftAccepted) -> None:
    """Gifts of no plan are none of its business."""
    found = instalment_of_donation(event.donation_id)
    if found is None:
        return
    plan = plan_by_id(found.plan_id, lock=True)
    session.refresh(found)
    follow_donation(plan, found)
    if found.donation and found.donation.settled_at:
        complete_plan(plan, found.donation.settled_at, Because("completed"))
