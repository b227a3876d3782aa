"""An instalment of a standing order came to the foundation's own account: somebody here records it."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID

from donations.core.money import Money
from donations.giving.by_hand.record_donation import DonationByHand, Giver, record_donation
from donations.giving.desk_models import ManualMethod
from donations.giving.models import Donation
from donations.giving.states import Frequency
from donations.recurring.calendar import dates_from
from donations.recurring.changes.change_request import today
from donations.recurring.instalments.settle_instalment import (
    add_instalment,
    free_period,
    period_from,
    refuse_other_plans,
)
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import count_settled, instalments_of, plan_by_id
from donations.recurring.states import Interval

_AHEAD, _MISSED = 12, 24  # so many dates are shown at the most


@dataclass(frozen=True, slots=True)
class CameIn:
    """What came, on which day, and for which date of the plan (its next one, unless another is given)."""

    amount: Money
    received_on: date
    due_on: date | None = None
    note: str = ""
    method: ManualMethod = ManualMethod.BANK_TRANSFER


def record_instalment(plan: RecurringPlan, came: CameIn, *, by: UUID) -> Donation:
    """In the caller's transaction: the donation with all that follows from it. Once for each date of the plan."""
    plan = plan_by_id(plan.id, lock=True)
    refuse_other_plans(plan)
    due_on = came.due_on or period_from(plan, plan.next_on or came.received_on)[0]
    period = free_period(plan, due_on)
    donation = record_donation(_donation(plan, came), by=by)
    add_instalment(plan, donation, period)
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


def _donation(plan: RecurringPlan, came: CameIn) -> DonationByHand:
    giver = Giver(
        name=plan.donor_name,
        language=plan.language,
        email=plan.donor_email,
        address=plan.donor_address,
        is_anonymous=plan.is_anonymous,
        supporter_id=plan.supporter_id,
    )
    return DonationByHand(
        giver=giver,
        amount=came.amount,
        method=came.method,
        received_on=came.received_on,
        fund_id=plan.fund_id,
        campaign_id=plan.campaign_id,
        note=came.note,
        frequency=Frequency(plan.interval),
    )
