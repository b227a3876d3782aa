"""Somebody wants a plan changed: the supporter, or staff on their behalf. The provider is asked by the worker."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from donations.core.errors import Refused
from donations.recurring.changes.change_request import ChangeRequest, checked
from donations.recurring.changes.put_in_force import put_in_force
from donations.recurring.changes.record_change import Wish, owe_change, write_change
from donations.recurring.history_models import PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import open_changes, plan_by_id
from donations.recurring.reasons import ChangeKind, RequestedBy
from donations.recurring.states import PlanKind
from donations.staff.audit_trail import Act, record_audit


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asks, and why in their own words: a colleague has to say, a supporter may."""

    by: RequestedBy
    staff_id: UUID | None = None
    reason: str = ""


def ask_for_change(plan: RecurringPlan, change_request: ChangeRequest, asker: Requester) -> PlanChange:
    """Owe the change; a standing order's is in force at once. Asked twice in a row it is the same change."""
    plan = plan_by_id(plan.id, lock=True)
    if asker.by == RequestedBy.STAFF and not asker.reason.strip():
        raise Refused("Please say why.", about="reason")
    facts = checked(plan, change_request, asker.by)
    for change in open_changes(plan.id)[-1:]:
        if change.kind == change_request.kind and facts == {name: change.wanted.get(name) for name in facts}:
            return change
    wish = Wish(change_request.kind, facts, asker.by, asker.staff_id, asker.reason, as_it_is(plan, change_request.kind))
    if plan.kind == PlanKind.STANDING_ORDER:
        change = write_change(plan, wish)
        put_in_force(plan, change)
    else:
        change = owe_change(plan, wish)
    if asker.staff_id:
        words = {"kind": str(change_request.kind), **facts}
        record_audit(
            Act("plan.change_asked", "plan", plan.id, asker.staff_id, asker.reason.strip(), dict(wish.was), words)
        )
    return change


def as_it_is(plan: RecurringPlan, kind: ChangeKind) -> dict[str, Any]:
    """The facts that a change of this kind is about, before it."""
    pause = {"paused_until": plan.paused_until.isoformat() if plan.paused_until else None}
    facts: dict[ChangeKind, dict[str, Any]] = {
        ChangeKind.AMOUNT: {"amount_minor": plan.amount_minor, "covered_costs_minor": plan.covered_costs_minor},
        ChangeKind.INTERVAL: {"interval": plan.interval},
        ChangeKind.DATE: {"on": plan.next_on.isoformat() if plan.next_on else None},
        ChangeKind.FUND: {"fund_id": str(plan.fund_id)},
        ChangeKind.PAUSE: pause,
        ChangeKind.SKIP: pause,
        ChangeKind.RESUME: pause,
        ChangeKind.CANCEL: {"status": plan.status},
        ChangeKind.CARD: {"last4": plan.card.last4 if plan.card else None},
    }
    return facts[kind]
