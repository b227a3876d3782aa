"""What is open of a plan that is over is collected no more; and the stories of failures that end with it."""

from datetime import datetime

from sqlalchemy import update

from donations.core import clock, outbox
from donations.core.database import session
from donations.recurring.changes.record_change import Wish, owe_change, see_refusals_of
from donations.recurring.events import PlanOver
from donations.recurring.history_models import Because, PlanChange
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.queries import (
    count_settled,
    failing_instalment,
    failure_of,
    last_settled_at,
    open_changes,
    open_instalments,
    plan_by_id,
)
from donations.recurring.reasons import ChangeKind, EndReason, Problem, RequestedBy
from donations.recurring.states import InstalmentStatus, PlanStatus


def lose_open_instalments(plan: RecurringPlan, at: datetime) -> None:
    """Those that had failed are lost, the others were never asked for in earnest."""
    for instalment in open_instalments(plan.id):
        give_up_instalment(instalment, at)
    session.flush()


def give_up_instalment(instalment: Instalment, at: datetime) -> None:
    """Nothing more is tried."""
    has_failed = instalment.status == InstalmentStatus.FAILING
    instalment.status = InstalmentStatus.LOST if has_failed else InstalmentStatus.SKIPPED
    instalment.next_attempt_at = None
    close_failure(instalment, lost_at=at)


def close_failure(
    instalment: Instalment, *, mended_at: datetime | None = None, lost_at: datetime | None = None
) -> bool:
    """The end of the story of its failure; False when there is none, or it has ended."""
    failure = failure_of(instalment.id)
    if failure is None or failure.mended_at or (failure.lost_at and not mended_at):
        return False
    failure.mended_at, failure.lost_at, failure.next_step_at = mended_at, None if mended_at else lost_at, None
    session.flush()
    return True


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
    requested = [change.id for change in open_changes(plan.id) if change.kind != ChangeKind.CANCEL]
    if requested:
        called_off = update(PlanChange).where(PlanChange.id.in_(requested))
        session.execute(called_off.values(refused_at=at, problem=Problem.OVER))
    see_refusals_of(plan)


def complete_plan(plan: RecurringPlan, at: datetime, why: Because) -> None:
    """Locked. Nothing happens before the last one, or without a number."""
    if plan.is_over or plan.instalments_planned is None or count_settled(plan.id) < plan.instalments_planned:
        return
    end_plan(plan, at, EndReason.COMPLETED, why)
    stop_at_provider(plan, EndReason.COMPLETED)


def stop_at_provider(plan: RecurringPlan, reason: EndReason) -> None:
    """Owe the provider the end of a plan that is over here."""
    if plan.provider_plan_id:
        owe_change(plan, Wish(ChangeKind.CANCEL, {"end_reason": reason}, RequestedBy.SERVICE))


def lose_instalment(instalment: Instalment) -> bool:
    """False when it is not failing any more: the money was quicker. The provider is told to stop."""
    plan = plan_by_id(instalment.plan_id, lock=True)
    if instalment.status != InstalmentStatus.FAILING or plan.is_over:
        return False
    stop_at_provider(plan, EndReason.UNPAID)
    end_plan(plan, clock.now(), EndReason.UNPAID, Because("given_up"))
    return True
