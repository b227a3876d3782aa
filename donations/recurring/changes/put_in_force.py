"""A change is made: what it wanted is what the plan is from now on."""

import json
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.money import Money
from donations.payments.models import ProviderEvent
from donations.payments.queries import stored_body
from donations.payments.stripe_events import key_of_request
from donations.payments.stripe_fields import BadEvent
from donations.recurring.calendar import dates_from
from donations.recurring.changes.change_request import today
from donations.recurring.changes.pause import call_off_failing, rests_as_requested
from donations.recurring.changes.provider_request import change_of_key
from donations.recurring.changes.record_change import see_refusals_of
from donations.recurring.events import PlanChanged
from donations.recurring.history_models import Because, PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.plan.end_plan import end_plan, refresh_status
from donations.recurring.plan.report_plan import CLOCKS_DIFFER
from donations.recurring.queries import plan_by_id
from donations.recurring.reasons import ChangeKind, EndReason
from donations.recurring.states import Interval, PlanKind


def put_in_force(plan: RecurringPlan, change: PlanChange) -> None:
    """Locked: the plan. The provider has agreed, or there is none to ask."""
    change.done_at = clock.now()
    change_request, kind, why = change.wanted, ChangeKind(change.kind), Because(change.kind, change=change.id)
    if kind == ChangeKind.CANCEL:
        end_plan(plan, change.asked_at, EndReason(change_request["end_reason"]), why)
    elif kind == ChangeKind.AMOUNT:
        plan.amount = Money(change_request["amount_minor"], plan.currency)
        plan.covered_costs_minor = change_request["covered_costs_minor"]
    elif kind == ChangeKind.FUND:
        plan.fund_id = UUID(change_request["fund_id"])
    elif plan.kind == PlanKind.STANDING_ORDER:  # of a card the provider tells the dates
        _record_dates(plan, kind, change)
    session.flush()
    if rests_as_requested(plan):
        call_off_failing(plan, change.done_at)
    refresh_status(plan, why)
    see_refusals_of(plan, kind)
    outbox.record(PlanChanged(plan.id, change.id))


def _record_dates(plan: RecurringPlan, kind: ChangeKind, change: PlanChange) -> None:
    change_request = change.wanted
    if kind == ChangeKind.INTERVAL:
        plan.interval = change_request["interval"]
        plan.anchor_on = plan.next_on or plan.anchor_on
    elif kind == ChangeKind.DATE:
        plan.next_on = plan.anchor_on = date.fromisoformat(change_request["on"])
    elif kind == ChangeKind.RESUME:
        plan.is_paused, plan.paused_until = False, None
        plan.next_on = _from(plan, today())
    else:
        plan.is_paused, plan.paused_until = True, date.fromisoformat(change_request["until"])
        plan.next_on = _from(plan, plan.paused_until)


def _from(plan: RecurringPlan, first: date) -> date:
    return next(dates_from(plan.anchor_on, Interval(plan.interval), first))


_OF_PLANS = "customer.subscription.%"


def note_changes_made() -> list[PlanChange]:
    """Those that were still to be sent, in the caller's transaction; what they made of the plan the same events tell.

    No letter follows: it was written then. Not the end of a plan: ended twice is ended.
    """
    waiting = select(PlanChange).where(PlanChange.done_at.is_(None), PlanChange.refused_at.is_(None))
    still_open = session.scalars(waiting.where(PlanChange.kind != ChangeKind.CANCEL).order_by(PlanChange.id)).all()
    if not still_open:
        return []
    made = changes_made_since(min(change.asked_at for change in still_open))
    return [change for change in still_open if change.id in made and _note(change, made[change.id])]


def changes_made_since(moment: datetime) -> dict[UUID, datetime]:
    """By what is in the inbox, as the provider's clock has it: which, and when."""
    since = ProviderEvent.happened_at >= moment - CLOCKS_DIFFER
    update = select(ProviderEvent).where(ProviderEvent.type.like(_OF_PLANS), since)
    events = session.scalars(update.order_by(ProviderEvent.happened_at.desc())).all()
    named = ((change_of_key(_key_in(event)), event.happened_at) for event in events)
    return {change_id: at for change_id, at in named if change_id}


def _key_in(event: ProviderEvent) -> str | None:
    try:
        return key_of_request(json.loads(stored_body(event) or ""))
    except (ValueError, BadEvent):
        return None


def _note(change: PlanChange, at: datetime) -> bool:
    """False when somebody was quicker."""
    plan_by_id(change.plan_id, lock=True)
    session.refresh(change)
    if change.done_at or change.refused_at:
        return False
    change.done_at = at
    session.flush()
    return True
