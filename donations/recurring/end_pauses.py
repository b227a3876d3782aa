"""A standing order that was to rest until some day is expected again. Of a card's pause the provider tells the end."""

from sqlalchemy import select

from donations.core.database import session
from donations.core.outbox import Tick
from donations.recurring.history_models import Because
from donations.recurring.models import RecurringPlan
from donations.recurring.plan_status import refresh_status
from donations.recurring.queries import plan_by_id
from donations.recurring.states import PlanKind, PlanStatus
from donations.recurring.wanted import today

_AT_ONCE = 100


def end_pauses(_event: Tick) -> None:
    """The scheduled reaction."""
    paused = select(RecurringPlan.id).where(
        RecurringPlan.status.in_((PlanStatus.PAUSED, PlanStatus.PAST_DUE)),
        RecurringPlan.kind == PlanKind.STANDING_ORDER,
        RecurringPlan.paused_until <= today(),
    )
    for plan_id in session.scalars(paused.order_by(RecurringPlan.id).limit(_AT_ONCE)).all():
        plan = plan_by_id(plan_id, lock=True)
        plan.is_paused, plan.paused_until = False, None
        refresh_status(plan, Because("pause_over"))
