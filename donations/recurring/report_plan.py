"""The provider says how a plan stands: the newest of its words is what we know."""

from datetime import date, datetime
from uuid import UUID

from donations.core import clock
from donations.core.database import session
from donations.core.errors import Impossible
from donations.organisation.queries import the_organisation
from donations.payments.plan_updates import EndCause, PlanReported
from donations.recurring.begin_plan import plan_told_of
from donations.recurring.calendar import BY_MONTHS, dates_from, is_counted_from
from donations.recurring.history_models import Because
from donations.recurring.models import RecurringPlan
from donations.recurring.plan_status import end_plan, refresh_status
from donations.recurring.queries import cancelling_of, changes_of
from donations.recurring.reasons import ChangeKind, EndReason
from donations.recurring.states import Interval

_REASONS = {
    EndCause.ASKED: EndReason.PROVIDER,
    EndCause.UNPAID: EndReason.UNPAID,
    EndCause.NEVER_PAID: EndReason.NEVER_PAID,
}


def report_plan(told: PlanReported, event_id: UUID) -> None:
    """Older words change nothing, in whatever order they come."""
    plan = plan_told_of(told.reference, told.plan_id, event_id)
    if plan.reported_key and told.order <= plan.reported_key:
        return
    plan.reported_at, plan.reported_key = told.at, told.order
    take_facts(plan, told, Because("reported", event=event_id))


def take_facts(plan: RecurringPlan, told: PlanReported, why: Because) -> None:
    """From an event, or from an answer to what we asked."""
    plan.provider_item_id, plan.provider_customer_id = told.item_id, told.customer_id
    plan.payment_method_id = told.payment_method_id
    if not plan.is_over:
        _take_terms(plan, told)
        _take_dates(plan, told)
    session.flush()
    if told.ended_at:
        end_plan(plan, *_end_of(plan, told.ended_at, told.end_cause or EndCause.ASKED), why)
    else:
        refresh_status(plan, why)


def _take_terms(plan: RecurringPlan, told: PlanReported) -> None:
    if told.months not in BY_MONTHS:
        raise Impossible("the provider collects every %(months)s months", months=told.months)
    plan.interval = BY_MONTHS[told.months]
    if told.amount != plan.amount:
        plan.covered_costs_minor = _costs_within(plan, told)
        plan.amount = told.amount


def _costs_within(plan: RecurringPlan, told: PlanReported) -> int:
    """As the change that brought this sum about had it; somebody at the provider's dashboard thinks of none."""
    asked = (change.wanted for change in changes_of(plan.id) if change.kind == ChangeKind.AMOUNT)
    costs = (wanted["covered_costs_minor"] for wanted in asked if wanted["amount_minor"] == told.amount.minor)
    return next(costs, 0)


def _take_dates(plan: RecurringPlan, told: PlanReported) -> None:
    zone = the_organisation().zone
    day, interval = clock.local_date(told.period_end, zone), Interval(plan.interval)
    if not is_counted_from(plan.anchor_on, interval, day):
        plan.anchor_on = day
    plan.is_paused = told.is_paused
    plan.paused_until = clock.local_date(told.paused_until, zone) if told.paused_until else None
    plan.ends_on = clock.local_date(told.ends_at, zone) if told.ends_at else None
    plan.next_on = _next_on(plan, day)


def _next_on(plan: RecurringPlan, day: date) -> date | None:
    """The first date on which money is asked for again."""
    if plan.is_paused:
        if plan.paused_until is None:
            return None
        day = next(dates_from(plan.anchor_on, Interval(plan.interval), max(day, plan.paused_until)))
    return None if plan.ends_on and plan.ends_on <= day else day


def _end_of(plan: RecurringPlan, ended_at: datetime, cause: EndCause) -> tuple[datetime, EndReason]:
    """Who asked us to end it has ended it, at that moment; else it is as the provider says."""
    asked = cancelling_of(plan.id)
    return (asked.asked_at, EndReason(asked.wanted["end_reason"])) if asked else (ended_at, _REASONS[cause])
