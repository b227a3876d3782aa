"""A pledge of so many instalments is over when they are done; the provider is told to stop."""

from datetime import datetime

from donations.recurring.history_models import Because
from donations.recurring.models import RecurringPlan
from donations.recurring.owe_change import Wish, owe_change
from donations.recurring.plan_status import end_plan
from donations.recurring.queries import count_settled
from donations.recurring.reasons import AskedBy, ChangeKind, EndReason


def complete_plan(plan: RecurringPlan, at: datetime, why: Because) -> None:
    """Locked. Nothing happens before the last one, or without a number."""
    if plan.is_over or plan.instalments_planned is None or count_settled(plan.id) < plan.instalments_planned:
        return
    end_plan(plan, at, EndReason.COMPLETED, why)
    stop_at_provider(plan, EndReason.COMPLETED)


def stop_at_provider(plan: RecurringPlan, reason: EndReason) -> None:
    """Owe the provider the end of a plan that is over here."""
    if plan.provider_plan_id:
        owe_change(plan, Wish(ChangeKind.CANCEL, {"end_reason": reason}, AskedBy.SERVICE))
