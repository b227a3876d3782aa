"""Ask the provider for a change: those of one plan one after the other, each at most once; its end waits for none.

The request is kept with the change when it is first sent, so that a repeat is the same under the same key. Older than
the provider remembers keys it is only looked up: what is in force by then was done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from donations.core import clock
from donations.core.database import session
from donations.core.errors import NotYet
from donations.core.outbox import Outside, TryAgain
from donations.giving.start.checkout_attempts import remember_product
from donations.payments.gateway import Gateway, GatewayRefused
from donations.payments.updates import PlanReported
from donations.recurring.changes.provider_request import (
    KEEPS_A_DATE,
    ChangeRequest,
    ask,
    is_in_force,
    is_overtaken,
    keep_next_attempt,
    kept_request,
    request_of,
)
from donations.recurring.changes.put_in_force import put_in_force
from donations.recurring.changes.record_change import refuse_change
from donations.recurring.events import PlanChangeAsked
from donations.recurring.history_models import Because, PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.plan.report_plan import record_plan_facts
from donations.recurring.queries import changes_of, open_changes, plan_by_id
from donations.recurring.reasons import ChangeKind, Problem

KEY_IS_GOOD_FOR = timedelta(hours=23)  # the provider remembers keys for 24 hours
_TELLS_SECONDS = timedelta(seconds=1)
_SERVER_ERROR = 500
_NOT_ABOUT_THE_PLAN = (401, 403)  # our key at the provider is wrong: nothing was decided
_LONGEST = 200
_PRICES = (ChangeKind.AMOUNT, ChangeKind.INTERVAL, ChangeKind.FUND)


@dataclass(frozen=True, slots=True)
class Task:
    """What to ask; only to look, when the provider may have forgotten the key."""

    request: ChangeRequest
    may_send: bool


@dataclass(frozen=True, slots=True)
class NotDone:
    """The provider did not do it. `is_final`: and will not."""

    problem: str
    is_final: bool


def _prepare(event: PlanChangeAsked) -> Task | None:
    plan, change = _locked(event)
    if change.done_at or change.refused_at:
        return None
    if plan.is_over and change.kind != ChangeKind.CANCEL:
        refuse_change(change, Problem.OVER)
        return None
    _wait_for_its_turn(plan, change)
    now = clock.now()
    is_fresh = change.sent_at is None or now - change.sent_at < KEY_IS_GOOD_FOR
    may_send = (
        is_fresh or change.kind == ChangeKind.CANCEL
    )  # ended twice is ended; not ended at all is a promise broken
    change.sent_at = change.sent_at or now
    request = kept_request(change) or request_of(plan, change)
    session.flush()
    return Task(request, may_send)


def _wait_for_its_turn(plan: RecurringPlan, change: PlanChange) -> None:
    """Raises `NotYet`. The provider tells its moments in whole seconds: two changes never share one.

    The end is the end, whatever else is on its way or not known yet: each hour of waiting might collect once more.
    """
    if change.kind == ChangeKind.CANCEL:
        return
    if change.kind in _PRICES and plan.provider_item_id is None:
        raise NotYet("The provider has not described this regular gift yet.")
    if any(other.number < change.number for other in open_changes(plan.id)):
        raise NotYet("An earlier change of this regular gift is still on its way.")
    done = [other.done_at for other in changes_of(plan.id) if other.done_at]
    if done and clock.now() - max(done) < _TELLS_SECONDS:
        raise NotYet("Another change was made in this very second.")


def _work(task: Task, gateway: Callable[[], Gateway]) -> PlanReported | NotDone:
    provider, request = gateway(), task.request
    if not task.may_send:
        return _look(provider, request) or NotDone(Problem.NOT_ANSWERED, is_final=True)
    try:
        return _too_late(provider, request) or ask(provider, request)
    except GatewayRefused as refused:
        return _look(provider, request) or _understood(request, refused)


def _too_late(provider: Gateway, request: ChangeRequest) -> PlanReported | NotDone | None:
    """A date that was chosen before we knew of a collection would be in the time that this one has paid for."""
    if request.moment is None or request.kind not in KEEPS_A_DATE:
        return None
    seen = provider.find_plan(request.plan_id)
    if not is_overtaken(request, seen):
        return None
    return seen if is_in_force(request, seen) else NotDone(Problem.COLLECTED, is_final=True)


def _look(provider: Gateway, request: ChangeRequest) -> PlanReported | NotDone | None:
    """None: it is as it was. A plan that is not there, made for show or in another account, cannot be changed."""
    try:
        seen = provider.find_plan(request.plan_id)
    except GatewayRefused as refused:
        if not refused.is_unknown:
            raise
        return NotDone(Problem.UNKNOWN, is_final=True)
    return seen if is_in_force(request, seen) else None


def _understood(request: ChangeRequest, refused: GatewayRefused) -> NotDone:
    """Ending is not given up, whatever is answered: at last it needs attention."""
    status = refused.parameters.get("status") or _SERVER_ERROR
    problem = str(refused.parameters.get("code") or refused.parameters.get("detail") or status)
    is_final = status < _SERVER_ERROR and status not in _NOT_ABOUT_THE_PLAN
    return NotDone(problem[:_LONGEST], is_final=is_final and request.kind != ChangeKind.CANCEL)


def _record(event: PlanChangeAsked, task: Task, result: PlanReported | NotDone) -> TryAgain | None:
    plan, change = _locked(event)
    if change.done_at or change.refused_at:
        return None
    if isinstance(result, NotDone) and not (result.problem == Problem.UNKNOWN and change.kind == ChangeKind.CANCEL):
        return _not_done(change, result)
    if isinstance(result, PlanReported):
        if task.request.fund_id:
            remember_product(task.request.fund_id)
        plan.looked_at = result.at
        record_plan_facts(plan, result, Because(change.kind, change=change.id))
    put_in_force(plan, change)  # where there is no plan, nothing is collected: it is over
    return None


def _not_done(change: PlanChange, result: NotDone) -> TryAgain | None:
    if result.is_final:
        refuse_change(change, result.problem)
        return None
    keep_next_attempt(change)
    session.flush()
    return TryAgain(f"the provider did not change the plan ({result.problem})")


def _locked(event: PlanChangeAsked) -> tuple[RecurringPlan, PlanChange]:
    plan = plan_by_id(event.plan_id, lock=True)
    return plan, session.get_one(PlanChange, event.change_id, populate_existing=True)


def give_up_change(event: PlanChangeAsked, reason: str) -> bool:
    """After the last try a letter tells the supporter that it was not done; ending a plan is never given up."""
    _, change = _locked(event)
    if change.kind == ChangeKind.CANCEL:
        return False
    if not (change.done_at or change.refused_at):
        refuse_change(change, reason[:_LONGEST])
    return True


SEND_CHANGE = Outside(_prepare, _work, _record)
