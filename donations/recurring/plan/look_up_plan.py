"""What the provider said does not go together: ask it how the plan, or its card, is now."""

from collections.abc import Callable
from datetime import datetime

from donations.core import clock
from donations.core.database import session
from donations.core.outbox import Outside, TryAgain
from donations.payments.gateway import Gateway, GatewayRefused
from donations.payments.updates import CardDescribed, PlanReported
from donations.recurring.changes.change_card import record_card_facts
from donations.recurring.events import CardInDoubt, PlanInDoubt
from donations.recurring.history_models import Because
from donations.recurring.plan.report_plan import record_plan_facts
from donations.recurring.queries import plan_by_id

_HEARD_MEANWHILE = "the provider answered something else about the plan meanwhile"


def _plan_to_look_at(event: PlanInDoubt) -> str | None:
    plan = plan_by_id(event.plan_id)
    return None if plan.is_over else plan.provider_plan_id


def _look(plan_id: str, gateway: Callable[[], Gateway]) -> tuple[datetime, PlanReported] | None:
    """With the moment of asking: the answer is not older than that."""
    asked_at = clock.now()
    try:
        return asked_at, gateway().find_plan(plan_id)
    except GatewayRefused as refused:
        if not refused.is_unknown:
            raise
        return None


def _record_plan_seen(
    event: PlanInDoubt, _plan_id: str, looked: tuple[datetime, PlanReported] | None
) -> TryAgain | None:
    plan = plan_by_id(event.plan_id, lock=True)
    if looked is None:
        return None
    asked_at, update = looked
    if plan.looked_at and plan.looked_at > asked_at:
        return TryAgain(_HEARD_MEANWHILE)
    plan.looked_at = asked_at
    record_plan_facts(plan, update, Because("reported"))
    session.flush()
    return None


def _look_at_card(payment_method_id: str, gateway: Callable[[], Gateway]) -> CardDescribed | None:
    try:
        return gateway().find_card(payment_method_id)
    except GatewayRefused as refused:
        if not refused.is_unknown:
            raise
        return None


def _record_card_seen(_event: CardInDoubt, _payment_method_id: str, update: CardDescribed | None) -> None:
    if update:
        record_card_facts(update)


LOOK_UP_PLAN = Outside(_plan_to_look_at, _look, _record_plan_seen)
LOOK_UP_CARD = Outside(lambda event: event.payment_method_id, _look_at_card, _record_card_seen)
