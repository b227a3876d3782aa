"""The row of a change of a plan: recorded before the provider is asked, or closed as refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from donations.core import clock, ids, outbox
from donations.core.database import session
from donations.core.errors import Refused
from donations.recurring.events import PlanChangeAsked, PlanChangeRefused
from donations.recurring.history_models import UNSEEN_REFUSAL, PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import plan_by_id
from donations.recurring.reasons import ChangeKind, RequestedBy
from donations.staff.audit_trail import Act, record_audit


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted, what it was before, and by whom."""

    kind: ChangeKind
    wanted: Mapping[str, Any]
    asked_by: RequestedBy
    staff_id: UUID | None = None
    reason: str = ""
    was: Mapping[str, Any] = field(default_factory=dict)


def owe_change(plan: RecurringPlan, wish: Wish) -> PlanChange:
    """Locked: the plan."""
    change = write_change(plan, wish)
    outbox.record(PlanChangeAsked(plan.id, change.id))
    return change


def write_change(plan: RecurringPlan, wish: Wish, change_id: UUID | None = None) -> PlanChange:
    """Without owing anything yet; under an id it had before, where it is known."""
    last = session.scalar(select(func.max(PlanChange.number)).where(PlanChange.plan_id == plan.id)) or 0
    change = PlanChange(
        id=change_id or ids.new_id(),
        plan_id=plan.id,
        number=last + 1,
        kind=wish.kind,
        wanted=dict(wish.wanted),
        was=dict(wish.was),
        asked_by=wish.asked_by,
        staff_id=wish.staff_id,
        reason=wish.reason.strip(),
    )
    session.add(change)
    session.flush()
    return change


def refuse_change(change: PlanChange, problem: str) -> None:
    """Locked: the plan. Of one that is over nobody needs a letter."""
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
