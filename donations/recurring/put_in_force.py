"""A change is made: what it wanted is what the plan is from now on."""

from datetime import date
from uuid import UUID

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.money import Money
from donations.recurring.calendar import dates_from
from donations.recurring.call_off_failing import call_off_failing, rests_as_asked
from donations.recurring.events import PlanChanged
from donations.recurring.history_models import Because, PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.plan_status import end_plan, refresh_status
from donations.recurring.reasons import ChangeKind, EndReason
from donations.recurring.refuse_change import see_refusals_of
from donations.recurring.states import Interval, PlanKind
from donations.recurring.wanted import today


def put_in_force(plan: RecurringPlan, change: PlanChange) -> None:
    """Locked: the plan. The provider has agreed, or there is none to ask."""
    change.done_at = clock.now()
    wanted, kind, why = change.wanted, ChangeKind(change.kind), Because(change.kind, change=change.id)
    if kind == ChangeKind.CANCEL:
        end_plan(plan, change.asked_at, EndReason(wanted["end_reason"]), why)
    elif kind == ChangeKind.AMOUNT:
        plan.amount = Money(wanted["amount_minor"], plan.currency)
        plan.covered_costs_minor = wanted["covered_costs_minor"]
    elif kind == ChangeKind.FUND:
        plan.fund_id = UUID(wanted["fund_id"])
    elif plan.kind == PlanKind.STANDING_ORDER:  # of a card the provider tells the dates
        _take_dates(plan, kind, change)
    session.flush()
    if rests_as_asked(plan):
        call_off_failing(plan, change.done_at)
    refresh_status(plan, why)
    see_refusals_of(plan, kind)
    outbox.record(PlanChanged(plan.id, change.id))


def _take_dates(plan: RecurringPlan, kind: ChangeKind, change: PlanChange) -> None:
    wanted = change.wanted
    if kind == ChangeKind.INTERVAL:
        plan.interval = wanted["interval"]
        plan.anchor_on = plan.next_on or plan.anchor_on
    elif kind == ChangeKind.DATE:
        plan.next_on = plan.anchor_on = date.fromisoformat(wanted["on"])
    elif kind == ChangeKind.RESUME:
        plan.is_paused, plan.paused_until = False, None
        plan.next_on = _from(plan, today())
    else:
        plan.is_paused, plan.paused_until = True, date.fromisoformat(wanted["until"])
        plan.next_on = _from(plan, plan.paused_until)


def _from(plan: RecurringPlan, first: date) -> date:
    return next(dates_from(plan.anchor_on, Interval(plan.interval), first))
