"""Changes of regular gifts that were not made and that nobody has seen to, for the desk."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from donations.core.database import session
from donations.recurring.history_models import UNSEEN_REFUSAL, PlanChange
from donations.recurring.models import RecurringPlan

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class RefusedChange:
    """What was wanted, and of which plan."""

    change: PlanChange
    plan: RecurringPlan


def refused_changes() -> Sequence[RefusedChange]:
    """The oldest first."""
    asked = select(PlanChange, RecurringPlan).join(RecurringPlan, RecurringPlan.id == PlanChange.plan_id)
    asked = asked.where(UNSEEN_REFUSAL).order_by(PlanChange.refused_at, PlanChange.id)
    return [RefusedChange(*row) for row in session.execute(asked.limit(_SHOWN))]
