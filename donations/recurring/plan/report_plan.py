"""The provider says how a plan stands: the newest of its words is what we know.

Its events tell whole seconds by its own clock. Where two of one second differ, or one that differs may be older than
what the provider has answered us since, the plan is looked up instead (`look_at_plan`).
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.errors import Impossible
from donations.giving.start.checkout_attempts import fund_of_product
from donations.organisation.queries import the_organisation
from donations.payments.updates import EndCause, PlanReported
from donations.recurring.calendar import BY_MONTHS, anchor_of, dates_from, day_meant
from donations.recurring.events import PlanInDoubt
from donations.recurring.history_models import Because
from donations.recurring.models import RecurringPlan
from donations.recurring.plan.begin_plan import plan_reported
from donations.recurring.plan.end_plan import end_plan, refresh_status
from donations.recurring.queries import cancelling_of, changes_of
from donations.recurring.reasons import REPORTED, ChangeKind, EndReason
from donations.recurring.states import Interval

CLOCKS_DIFFER = timedelta(minutes=5)  # at the most: no webhook is taken that is older or newer than that
_REASONS = {
    EndCause.ASKED: EndReason.PROVIDER,
    EndCause.UNPAID: EndReason.UNPAID,
    EndCause.NEVER_PAID: EndReason.NEVER_PAID,
}
_NOTED = {reason.value: reason for reason in EndReason}


def report_plan(update: PlanReported, event_id: UUID) -> None:
    """Older words change nothing, in whatever order they come. The end is the end, and is never in doubt."""
    plan = plan_reported(update.reference, update.plan_id, event_id)
    is_newer = plan.reported_key is None or update.order > plan.reported_key
    may_be_older = plan.looked_at is not None and update.at <= plan.looked_at + CLOCKS_DIFFER
    is_tie = update.at == plan.reported_at and update.order != plan.reported_key
    in_doubt = (
        (is_tie or (is_newer and may_be_older))
        and not update.ended_at
        and any((getattr(plan, name) != value for name, value in _facts(plan, update).items()))
    )
    if in_doubt:
        outbox.record(PlanInDoubt(plan.id))
    if is_newer:
        plan.reported_at, plan.reported_key = update.at, update.order
    if is_newer and not (in_doubt and may_be_older):
        record_plan_facts(plan, update, Because(REPORTED, event=event_id))
    session.flush()


def record_plan_facts(plan: RecurringPlan, update: PlanReported, why: Because) -> None:
    """From an event, or from an answer to what we asked."""
    for name, value in _facts(plan, update).items():
        setattr(plan, name, value)
    session.flush()
    if update.ended_at:
        end_plan(plan, *_end_of(plan, update, update.ended_at), why)
    else:
        refresh_status(plan, why)


def _facts(plan: RecurringPlan, update: PlanReported) -> dict[str, Any]:
    """What it says, by the names of our columns. Of a plan that is over only whose it was."""
    whose = {
        "provider_item_id": update.item_id,
        "provider_customer_id": update.customer_id,
        "payment_method_id": update.payment_method_id,
    }
    return whose if plan.is_over else {**whose, **_terms(plan, update), **_dates(update)}


def _terms(plan: RecurringPlan, update: PlanReported) -> dict[str, Any]:
    fund_id = fund_of_product(update.product_id) or plan.fund_id  # else a product that is none of ours
    if update.amount == plan.amount:
        return {"interval": _interval(update), "fund_id": fund_id}
    costs = _costs_within(plan, update)
    return {"interval": _interval(update), "fund_id": fund_id, "amount": update.amount, "covered_costs_minor": costs}


def _interval(update: PlanReported) -> Interval:
    if update.months not in BY_MONTHS:
        raise Impossible("the provider collects every %(months)s months", months=update.months)
    return BY_MONTHS[update.months]


def _costs_within(plan: RecurringPlan, update: PlanReported) -> int:
    """As the change that brought this sum about had it; somebody at the provider's dashboard thinks of none."""
    requested = (change.wanted for change in changes_of(plan.id) if change.kind == ChangeKind.AMOUNT)
    costs = (chosen["covered_costs_minor"] for chosen in requested if chosen["amount_minor"] == update.amount.minor)
    return next(costs, 0)


def _dates(update: PlanReported) -> dict[str, Any]:
    zone = the_organisation().zone
    anchor, interval = anchor_of(update.anchored_at, zone), _interval(update)
    until = clock.local_date(update.paused_until, zone) if update.paused_until else None
    ends_on = day_meant(anchor, interval, clock.local_date(update.ends_at, zone)) if update.ends_at else None
    day = day_meant(anchor, interval, clock.local_date(update.period_end, zone))
    next_on: date | None = day
    if update.is_paused:
        next_on = next(dates_from(anchor, interval, max(day, until))) if until else None
    return {
        "anchor_on": anchor,
        "is_paused": update.is_paused,
        "paused_until": until,
        "ends_on": ends_on,
        "next_on": None if next_on and ends_on and ends_on <= next_on else next_on,
    }


def _end_of(plan: RecurringPlan, update: PlanReported, ended_at: datetime) -> tuple[datetime, EndReason]:
    """Who asked us to end it has ended it, at that moment; else it is as the provider says.

    A wish that the books have lost is told by the word of ours that was noted with the end.
    """
    requested = cancelling_of(plan.id)
    if requested:
        return requested.asked_at, EndReason(requested.wanted["end_reason"])
    cause = update.end_cause or EndCause.ASKED
    noted = _NOTED.get(update.end_note or "") if cause == EndCause.ASKED else None
    return ended_at, noted or _REASONS[cause]
