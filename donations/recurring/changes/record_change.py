"""Write down that a plan is to be changed, and owe the provider the request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from donations.core import ids, outbox
from donations.core.database import session
from donations.recurring.events import PlanChangeAsked
from donations.recurring.history_models import PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.reasons import AskedBy, ChangeKind


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted, what it was before, and by whom."""

    kind: ChangeKind
    wanted: Mapping[str, Any]
    asked_by: AskedBy
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
