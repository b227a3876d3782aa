"""A change that will not be made: its supporter and somebody at the desk are told, until it is settled."""

from uuid import UUID

from sqlalchemy import select, update

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.errors import Refused
from donations.recurring.events import PlanChangeRefused
from donations.recurring.history_models import UNSEEN_REFUSAL, PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import plan_by_id
from donations.recurring.reasons import ChangeKind
from donations.staff.record_audit import Act, record_audit


def refuse_change(change: PlanChange, problem: str) -> None:
    """Locked: the plan. Of one that is over nobody needs to be told."""
    change.refused_at, change.problem = clock.now(), problem
    session.flush()
    plan = session.get_one(RecurringPlan, change.plan_id)
    if plan.is_over:
        see_refusals_of(plan)
    else:
        outbox.record(PlanChangeRefused(change.plan_id, change.id))


def see_refusal(plan: RecurringPlan, number: int, *, by: UUID, note: str) -> None:
    """A person has looked at a change that was not made, and says what is done about it."""
    plan = plan_by_id(plan.id, lock=True)
    unseen = select(PlanChange).where(PlanChange.plan_id == plan.id, PlanChange.number == number, UNSEEN_REFUSAL)
    change = session.scalar(unseen)
    if change is None:
        raise Refused("There is nothing left to do: this change was made, or somebody has handled it.")
    change.refusal_seen_at = clock.now()
    session.flush()
    record_audit(Act("plan.refusal_seen", "plan", plan.id, by, note, None, {"kind": change.kind}))


def see_refusals_of(plan: RecurringPlan, kind: ChangeKind | None = None) -> None:
    """A later change of the kind was made, or (of all kinds) the plan is over: nothing is left to do."""
    refused = update(PlanChange).where(PlanChange.plan_id == plan.id, UNSEEN_REFUSAL)
    session.execute((refused.where(PlanChange.kind == kind) if kind else refused).values(refusal_seen_at=clock.now()))
