"""An instalment of a plan: added for its period, and settled when its money came."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.errors import NotYet, Refused
from donations.giving.events import HeldGiftAccepted
from donations.giving.models import Donation
from donations.giving.queries import donation_by_id, payment_by_provider_id
from donations.giving.settle.settle_donation import ReceivedDonation, begin_donation, settle_donation
from donations.giving.start.start_donation import Donor
from donations.giving.states import DonationStatus, Frequency, HeldReason
from donations.organisation.queries import the_organisation
from donations.payments.updates import InstalmentPaid, PaymentSucceeded
from donations.recurring.calendar import dates_from
from donations.recurring.events import InstalmentMended
from donations.recurring.history_models import Because
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.plan.end_plan import close_failure, complete_plan, refresh_status
from donations.recurring.queries import (
    cancelling_of,
    instalment_of_donation,
    instalment_of_invoice,
    paused_at,
    plan_by_id,
)
from donations.recurring.states import InstalmentStatus, Interval, PlanKind

Period = tuple[date, date]  # the day it is due, and the day the next one is
_DAY = timedelta(days=1)


def refuse_other_plans(plan: RecurringPlan) -> None:
    """Raises `Refused` unless it is a standing order that goes on."""
    if plan.kind != PlanKind.STANDING_ORDER:
        raise Refused("This regular gift is collected by the payment provider, which tells of each instalment.")
    if plan.is_over:
        raise Refused("This regular gift has ended already.")


def free_period(plan: RecurringPlan, due_on: date) -> Period:
    """The period that begins with this date of the plan. Raises `Refused` if there is none, or it was paid."""
    start, end = period_from(plan, due_on)
    if start != due_on:
        raise Refused("This regular gift is not due on that day.")
    there = select(Instalment.id).where(
        Instalment.plan_id == plan.id,
        Instalment.donation_id.is_not(None),
        Instalment.period_start < end,
        Instalment.period_end > start,
    )
    if session.scalar(there.limit(1)):
        raise Refused("The instalment of that time is recorded already.")
    return start, end


def period_from(plan: RecurringPlan, day: date) -> Period:
    """The first one that does not begin before `day`."""
    interval = Interval(plan.interval)
    start = next(dates_from(plan.anchor_on, interval, day))
    return start, next(dates_from(plan.anchor_on, interval, start + _DAY))


def add_instalment(plan: RecurringPlan, donation: Donation, period: Period) -> None:
    """`plan` is locked, `period` free, and `donation` counts.

    A pause is over unless it was due before that; so is a pledge when it was the last.
    """
    start, end = period
    session.add(
        Instalment(
            plan_id=plan.id,
            period_start=start,
            period_end=end,
            status=InstalmentStatus.SETTLED,
            amount=donation.amount,
            donation_id=donation.id,
            attempts=0,
        )
    )
    if not _was_due_before_pause(plan, start):
        plan.is_paused, plan.paused_until = False, None
    plan.next_on = max(end, plan.next_on or end)
    session.flush()
    assert donation.settled_at  # noqa: S101 - it counts
    refresh_status(plan, Because("instalment"))
    complete_plan(plan, donation.settled_at, Because("completed"))


def _was_due_before_pause(plan: RecurringPlan, due_on: date) -> bool:
    began = paused_at(plan.id) if plan.is_paused else None
    return began is not None and due_on < clock.local_date(began, the_organisation().zone)


def pay_instalment(update: InstalmentPaid, event_id: UUID) -> None:
    """The provider names the payment. Raises `NotYet` while the instalment itself is not known."""
    found = instalment_of_invoice(update.invoice_id)
    if found is None:
        raise NotYet("The instalment this payment is for is not known yet.")
    plan = plan_by_id(found.plan_id, lock=True)
    session.refresh(found)
    if payment_by_provider_id(update.payment_id) is None:
        settle_instalment(plan, found, update, event_id)


def settle_instalment(plan: RecurringPlan, instalment: Instalment, update: InstalmentPaid, event_id: UUID) -> None:
    """Locked: the plan. The payment is new to us."""
    if other := _paid_already(instalment):
        _keep_beside(plan, instalment, other, (update, event_id))
    else:
        donation = donation_by_id(instalment.donation_id or _donation_of(plan, instalment, update).id, lock=True)
        _settle(plan, donation, update, event_id)
        _follow(plan, instalment, donation)
    if close_failure(instalment, mended_at=update.at):
        outbox.record(InstalmentMended(instalment.id))
    refresh_status(plan, Because("instalment", event=event_id))
    complete_plan(plan, update.at, Because("completed", event=event_id))


def follow_donation(plan: RecurringPlan, instalment: Instalment) -> None:
    """A person has decided that a donation of this plan which was held counts. Locked: the plan."""
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


def _settle(plan: RecurringPlan, donation: Donation, update: InstalmentPaid, event_id: UUID) -> None:
    """What was taken after somebody had asked for the end needs attention, though the provider ended it later.

    A plan that ended at the provider, unasked, is collected no more: what is paid then is paid by hand, and counts.
    """
    requested = cancelling_of(plan.id)
    is_late = requested is not None and update.at > (plan.ended_at or requested.asked_at)
    paid = PaymentSucceeded(None, update.payment_id, update.amount, update.at)
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
    """The first money of a period is its donation's, whichever is told first; the rest is held as a donation of
    its own.
    """
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


def _donation_of(plan: RecurringPlan, instalment: Instalment, update: InstalmentPaid) -> Donation:
    """The first one is the donation the form began; each later one is made now, for what its period was."""
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
            started_at=update.at,
            supporter_id=plan.supporter_id,
            campaign_id=plan.campaign_id,
            placement=plan.placement,
            is_anonymous=plan.is_anonymous,
        )
    )


def accept_instalment(event: HeldGiftAccepted) -> None:
    """Donations of no plan are none of its business."""
    found = instalment_of_donation(event.donation_id)
    if found is None:
        return
    plan = plan_by_id(found.plan_id, lock=True)
    session.refresh(found)
    follow_donation(plan, found)
    if found.donation and found.donation.settled_at:
        complete_plan(plan, found.donation.settled_at, Because("completed"))
