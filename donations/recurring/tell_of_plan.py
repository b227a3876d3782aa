"""Tell the supporter what has become of their regular gift: changed, or not; its card was renewed; it is over."""

from uuid import UUID, uuid5

from donations.core.database import session
from donations.recurring.events import CardRenewed, PlanChanged, PlanChangeRefused, PlanOver
from donations.recurring.history_models import PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import plan_by_id
from donations.recurring.reasons import AskedBy, EndReason
from donations.recurring.write_plan_letter import (
    CARD_UPDATED,
    PLAN_CHANGED,
    PLAN_ENDED,
    PLAN_UNCHANGED,
    write_plan_letter,
)

# What was cancelled is told by the letter about that change; of what never began nobody needs to hear the end.
_ENDS_TOLD = (EndReason.UNPAID, EndReason.COMPLETED, EndReason.PROVIDER)


def tell_of_change(event: PlanChanged) -> None:
    """Whoever asked for it; what the service does by its rules has letters of its own."""
    change = session.get_one(PlanChange, event.change_id)
    if change.done_at and change.asked_by != AskedBy.SERVICE:
        write_plan_letter(PLAN_CHANGED, change.id, plan_by_id(event.plan_id))


def tell_of_refusal(event: PlanChangeRefused) -> None:
    """Once; not when it was made at a second wish meanwhile, or the plan is over."""
    change, plan = session.get_one(PlanChange, event.change_id), plan_by_id(event.plan_id)
    if change.refused_at and not change.refusal_seen_at and not plan.is_over:
        write_plan_letter(PLAN_UNCHANGED, change.id, plan)


def tell_of_end(event: PlanOver) -> None:
    """Once for each plan."""
    plan = plan_by_id(event.plan_id)
    if plan.end_reason in _ENDS_TOLD:
        write_plan_letter(PLAN_ENDED, plan.id, plan)


def tell_of_renewed_card(event: CardRenewed) -> None:
    """Once for each time a bank renews it."""
    plan = plan_by_id(event.plan_id)
    if plan.card and plan.card.renewed_at and not plan.is_over:
        write_plan_letter(CARD_UPDATED, renewal_subject(plan), plan, about_id=plan.id)


def renewal_subject(plan: RecurringPlan) -> UUID:
    """What there is one letter about: this plan, this card, renewed at this moment."""
    renewed_at = plan.card.renewed_at if plan.card else None
    return subject_of(plan, f"{plan.payment_method_id} renewed {renewed_at.timestamp():.0f}" if renewed_at else "never")


def subject_of(plan: RecurringPlan, what: str) -> UUID:
    """The same for the same thing about the same plan: so that there is one letter about it."""
    return uuid5(plan.id, what)
