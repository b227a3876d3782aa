"""A gift is the instalment of one period of a standing order. Each period has one at the most."""

from datetime import date, timedelta

from sqlalchemy import select

from donations.core import clock
from donations.core.database import session
from donations.core.errors import Refused
from donations.giving.models import Donation
from donations.organisation.queries import the_organisation
from donations.recurring.calendar import dates_from
from donations.recurring.history_models import Because
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.plan.end_plan import complete_plan, refresh_status
from donations.recurring.queries import paused_at
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
