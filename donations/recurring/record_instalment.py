"""An instalment of a standing order came to the foundation's own account: somebody here records it."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from sqlalchemy import select

from donations.core.database import session
from donations.core.errors import Refused
from donations.core.money import Money
from donations.giving.desk_models import ManualMethod
from donations.giving.models import Donation
from donations.giving.record_donation import GiftByHand, Giver, record_donation
from donations.giving.states import Frequency
from donations.recurring.calendar import dates_from
from donations.recurring.complete_plan import complete_plan
from donations.recurring.history_models import Because
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.plan_status import refresh_status
from donations.recurring.queries import count_settled, instalments_of, plan_by_id
from donations.recurring.states import InstalmentStatus, Interval, PlanKind
from donations.recurring.wanted import today

_DAY = timedelta(days=1)
_AHEAD, _MISSED = 12, 24  # so many dates are shown at the most


@dataclass(frozen=True, slots=True)
class CameIn:
    """What came, on which day, and for which date of the plan (its next one, unless told)."""

    amount: Money
    received_on: date
    due_on: date | None = None
    note: str = ""
    method: ManualMethod = ManualMethod.BANK_TRANSFER


def record_instalment(plan: RecurringPlan, came: CameIn, *, by: UUID) -> Donation:
    """In the caller's transaction: the gift with all that follows from it. Once for each date of the plan."""
    plan = plan_by_id(plan.id, lock=True)
    if plan.kind != PlanKind.STANDING_ORDER:
        raise Refused("This regular gift is collected by the payment provider, which tells of each instalment.")
    if plan.is_over or (came.due_on or plan.next_on) is None:
        raise Refused("This regular gift has ended already.")
    start, end = _period(plan, came)
    _check_is_free(plan, start, end)
    donation = record_donation(_gift(plan, came), by=by)
    instalment = Instalment(
        plan_id=plan.id,
        period_start=start,
        period_end=end,
        status=InstalmentStatus.SETTLED,
        amount=came.amount,
        donation_id=donation.id,
        attempts=0,
    )
    session.add(instalment)
    plan.is_paused, plan.paused_until = False, None
    plan.next_on = max(end, plan.next_on or end)
    session.flush()
    assert donation.settled_at  # noqa: S101 - what is recorded by hand counts at once
    refresh_status(plan, Because("instalment"))
    complete_plan(plan, donation.settled_at, Because("completed"))
    return donation


def dates_to_record(plan: RecurringPlan) -> list[date]:
    """The days an instalment that came may be of: passed over, or still to come; of a pledge as many as are left."""
    taken = [(each.period_start, each.period_end) for each in instalments_of(plan.id) if each.donation_id]
    left = min(plan.instalments_planned - count_settled(plan.id), _AHEAD) if plan.instalments_planned else _AHEAD
    next_on, rhythm = plan.next_on or today(), Interval(plan.interval)
    missed: list[date] = []
    ahead: list[date] = []
    dates = dates_from(plan.anchor_on, rhythm, plan.started_on)
    for start, end in pairwise(dates):
        if len(ahead) >= left:
            break
        if not any(begun < end and ended > start for begun, ended in taken):
            (missed if start < next_on else ahead).append(start)
    return missed[-_MISSED:] + ahead


def _period(plan: RecurringPlan, came: CameIn) -> tuple[date, date]:
    dates = dates_from(plan.anchor_on, Interval(plan.interval), came.due_on or plan.next_on or came.received_on)
    start = next(dates)
    if came.due_on and start != came.due_on:
        raise Refused("This regular gift is not due on that day.")
    return start, next(dates_from(plan.anchor_on, Interval(plan.interval), start + _DAY))


def _check_is_free(plan: RecurringPlan, start: date, end: date) -> None:
    there = select(Instalment.id).where(
        Instalment.plan_id == plan.id,
        Instalment.donation_id.is_not(None),
        Instalment.period_start < end,
        Instalment.period_end > start,
    )
    if session.scalar(there.limit(1)):
        raise Refused("The instalment of that time is recorded already.")


def _gift(plan: RecurringPlan, came: CameIn) -> GiftByHand:
    giver = Giver(
        name=plan.donor_name,
        language=plan.language,
        email=plan.donor_email,
        address=plan.donor_address,
        is_anonymous=plan.is_anonymous,
        supporter_id=plan.supporter_id,
    )
    return GiftByHand(
        giver=giver,
        amount=came.amount,
        method=came.method,
        received_on=came.received_on,
        fund_id=plan.fund_id,
        campaign_id=plan.campaign_id,
        note=came.note,
        frequency=Frequency(plan.interval),
    )
