"""A pause drops what could not be collected: it is left out, nobody is written to, and the provider asks no more.

The provider stops only what is new in a pause: what was open before it would go on trying to collect.
"""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import select

from donations.core import outbox
from donations.core.database import session
from donations.core.outbox import Outside, Tick, TryAgain
from donations.payments.gateway import Gateway, GatewayRefused
from donations.payments.updates import CollectionState
from donations.recurring.changes.change_request import today
from donations.recurring.events import InstalmentCalledOff
from donations.recurring.history_models import Because, PlanChange
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.plan.end_plan import close_failure, refresh_status
from donations.recurring.queries import failing_instalments, plan_by_id
from donations.recurring.reasons import ChangeKind
from donations.recurring.states import InstalmentStatus, PlanKind, PlanStatus

_RESTS = (ChangeKind.PAUSE, ChangeKind.SKIP)
_STILL_ASKED = "the provider still asks for what a pause has let go"


def rests_as_requested(plan: RecurringPlan) -> bool:
    """Whether its pause is one that was asked of us. What is set in the provider's dashboard is left to who did it."""
    if not plan.is_paused or plan.paused_until is None or plan.kind != PlanKind.CARD:
        return False
    rests = select(PlanChange.wanted).where(PlanChange.plan_id == plan.id, PlanChange.done_at.is_not(None))
    newest = session.scalar(rests.where(PlanChange.kind.in_(_RESTS)).order_by(PlanChange.number.desc()).limit(1))
    return newest is not None and newest["until"] == plan.paused_until.isoformat()


def call_off_failing(plan: RecurringPlan, now: datetime) -> None:
    """Locked: the plan. Money that comes all the same counts."""
    for instalment in failing_instalments(plan.id):
        instalment.status, instalment.called_off_at = InstalmentStatus.SKIPPED, now
        instalment.next_attempt_at, instalment.needs_confirmation = None, False
        close_failure(instalment, lost_at=now)
        outbox.record(InstalmentCalledOff(instalment.id))
    session.flush()


def dropped_by(change: PlanChange) -> list[date]:
    """The days of what was dropped as this pause came in force; without what came all the same."""
    if change.done_at is None or change.kind not in _RESTS:
        return []
    dropped = select(Instalment.period_start).where(Instalment.plan_id == change.plan_id)
    dropped = dropped.where(Instalment.status == InstalmentStatus.SKIPPED, Instalment.called_off_at == change.done_at)
    return [*session.scalars(dropped.order_by(Instalment.period_start))]


def _prepare(event: InstalmentCalledOff) -> str | None:
    instalment = session.get_one(Instalment, event.instalment_id)
    return instalment.provider_invoice_id if instalment.status == InstalmentStatus.SKIPPED else None


def _work(invoice_id: str, gateway: Callable[[], Gateway]) -> CollectionState:
    try:
        return gateway().call_off_instalment(invoice_id)
    except GatewayRefused as refused:
        if not refused.is_unknown:
            raise
        return CollectionState.VOID


def _record(_event: InstalmentCalledOff, _invoice_id: str, state: CollectionState) -> TryAgain | None:
    """Paid or voided: an event of the provider reports it. A debit on its way can be neither, for some days."""
    return TryAgain(_STILL_ASKED) if state == CollectionState.OPEN else None


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


# After its last try it needs attention: money may still be taken.
CALL_OFF_INSTALMENT = Outside(_prepare, _work, _record)
