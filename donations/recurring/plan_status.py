"""In which state a plan is: worked out from what is known, so that it does not matter what was told first."""

from datetime import datetime

from sqlalchemy import update

from donations.core import outbox
from donations.core.database import session
from donations.recurring.events import PlanOver
from donations.recurring.history_models import Because, PlanChange
from donations.recurring.lose_instalments import lose_open_instalments
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import failing_instalment, last_settled_at, open_changes
from donations.recurring.reasons import ChangeKind, EndReason, Problem
from donations.recurring.refuse_change import see_refusals_of
from donations.recurring.states import PlanStatus


def refresh_status(plan: RecurringPlan, why: Because) -> None:
    """Locked. What is over stays so."""
    if plan.is_over:
        return
    if failing_instalment(plan.id):
        plan.move_to(PlanStatus.PAST_DUE, why)
    elif plan.is_paused:
        plan.move_to(PlanStatus.PAUSED, why)
    else:
        plan.move_to(PlanStatus.ACTIVE, why)
    session.flush()


def end_plan(plan: RecurringPlan, at: datetime, reason: EndReason, why: Because) -> None:
    """Locked. From `at` on no money counts by itself, but for what has counted; nothing is asked for any more."""
    if not plan.end(max(at, last_settled_at(plan.id) or at), reason, why):
        return
    session.flush()
    lose_open_instalments(plan, at)
    _call_off_changes(plan, at)
    outbox.record(PlanOver(plan.id))


def _call_off_changes(plan: RecurringPlan, at: datetime) -> None:
    """All but the cancelling itself, which the provider must hear of."""
    asked = [change.id for change in open_changes(plan.id) if change.kind != ChangeKind.CANCEL]
    if asked:
        called_off = update(PlanChange).where(PlanChange.id.in_(asked))
        session.execute(called_off.values(refused_at=at, problem=Problem.OVER))
    see_refusals_of(plan)
