"""The provider says how far it is with collecting an instalment. Money counts only once its payment is told."""

from datetime import date, datetime, timedelta
from uuid import UUID

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.errors import NotYet
from donations.giving.start.checkout_attempts import fund_of_product
from donations.organisation.queries import the_organisation
from donations.payments.updates import CollectionState, InstalmentDeclined, InstalmentReported
from donations.recurring.calendar import anchor_of, day_meant
from donations.recurring.changes.pause import call_off_failing, rests_as_asked
from donations.recurring.decline_families import Family, family_of
from donations.recurring.events import InstalmentFailed, InstalmentMended
from donations.recurring.history_models import Because, CollectionFailure
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.plan.begin_plan import plan_told_of
from donations.recurring.plan.end_plan import close_failure, give_up_instalment, refresh_status
from donations.recurring.queries import failure_of, instalment_of_invoice, plan_by_id
from donations.recurring.states import RANK, InstalmentStatus, Interval

_LONGEST_CODE = 60
_CONFIRM = "authentication_required"
_DAY = timedelta(days=1)
_CLOSED = (CollectionState.VOID, CollectionState.UNCOLLECTIBLE, CollectionState.PAID)


def report_instalment(told: InstalmentReported, event_id: UUID) -> None:
    """In any order and number: what goes further wins."""
    plan = plan_told_of(told.reference, told.plan_id, event_id)
    instalment = instalment_of_invoice(told.invoice_id) or _add(plan, told)
    _take_tries(instalment, told)
    _advance(instalment, _status(instalment, told))
    if told.has_failed:
        _note_failure(instalment, told)
    if plan.is_over and instalment.status in (InstalmentStatus.DUE, InstalmentStatus.FAILING):
        give_up_instalment(instalment, told.at)
    if instalment.status == InstalmentStatus.LOST:
        close_failure(instalment, lost_at=told.at)
    if rests_as_asked(plan):
        call_off_failing(plan, clock.now())
    session.flush()
    refresh_status(plan, Because("instalment", event=event_id))


def note_decline(told: InstalmentDeclined, _event_id: UUID) -> None:
    """The newest reason stands. Raises `NotYet` while the instalment is not known."""
    found = instalment_of_invoice(told.invoice_id)
    if found is None:
        raise NotYet("The instalment this payment is for is not known yet.")
    plan_by_id(found.plan_id, lock=True)
    session.refresh(found)
    _hear_bank(found, told.at, (told.decline_code or told.code or "")[:_LONGEST_CODE])
    session.flush()


def _hear_bank(instalment: Instalment, at: datetime, code: str) -> None:
    """Its newest word stands. One that is about something else wants no confirmation any more."""
    if (at, code) > (instalment.declined_at or at, instalment.decline_code or ""):
        instalment.declined_at, instalment.decline_code = at, code or None
        instalment.needs_confirmation = instalment.needs_confirmation and _may_want_confirmation(code)


def _may_want_confirmation(code: str | None) -> bool:
    return family_of(code, needs_confirmation=True) == Family.CONFIRM


def _add(plan: RecurringPlan, told: InstalmentReported) -> Instalment:
    start, end = _period(plan, told)
    instalment = Instalment(
        plan_id=plan.id,
        period_start=start,
        period_end=end,
        status=InstalmentStatus.DUE,
        amount=told.amount,
        is_first=told.is_first,
        fund_id=fund_of_product(told.product_id) or plan.fund_id,
        provider_invoice_id=told.invoice_id,
        attempts=0,
    )
    session.add(instalment)
    session.flush()
    return instalment


def _period(plan: RecurringPlan, told: InstalmentReported) -> tuple[date, date]:
    """By the plan's calendar; the first instalment is where it begins. Raises `NotYet` before it is known."""
    zone = the_organisation().zone
    begins, ends = (clock.local_date(moment, zone) for moment in told.period)
    if told.is_first:
        plan.started_on = begins
    if plan.provider_item_id is None:
        if not told.is_first:
            raise NotYet("The provider has not described this regular gift yet.")
        plan.anchor_on = anchor_of(told.period[0], zone)
    start, end = (day_meant(plan.anchor_on, Interval(plan.interval), day) for day in (begins, ends))
    return start, max(end, start + _DAY)


def _take_tries(instalment: Instalment, told: InstalmentReported) -> None:
    """What is said of the latest try; a page once known stays."""
    is_newer = told.attempts > instalment.attempts
    if told.needs_confirmation:
        _hear_bank(instalment, told.at, _CONFIRM)
    if told.attempts >= instalment.attempts:
        confirms = told.needs_confirmation and _may_want_confirmation(instalment.decline_code)
        instalment.needs_confirmation = confirms or (instalment.needs_confirmation and not is_newer)
        instalment.next_attempt_at = told.next_attempt_at if told.attempts else None
        instalment.attempts = told.attempts
    if told.state in _CLOSED or RANK[InstalmentStatus(instalment.status)] > RANK[InstalmentStatus.FAILING]:
        instalment.next_attempt_at, instalment.needs_confirmation = None, False
    instalment.payment_page = told.payment_page or instalment.payment_page


def _status(instalment: Instalment, told: InstalmentReported) -> InstalmentStatus:
    """Called off after a try that failed it is lost; before any, or in a pause, skipped."""
    if instalment.called_off_at and told.state in (CollectionState.VOID, CollectionState.UNCOLLECTIBLE):
        return InstalmentStatus.SKIPPED
    if told.state == CollectionState.UNCOLLECTIBLE or (told.state == CollectionState.VOID and told.attempts):
        return InstalmentStatus.LOST
    if told.state == CollectionState.VOID:
        return InstalmentStatus.SKIPPED
    return InstalmentStatus.FAILING if told.has_failed else InstalmentStatus.DUE


def _advance(instalment: Instalment, status: InstalmentStatus) -> None:
    if RANK[status] > RANK[InstalmentStatus(instalment.status)]:
        instalment.status = status


def _note_failure(instalment: Instalment, told: InstalmentReported) -> None:
    """Its story begins; told late, it may have ended already."""
    instalment.failed_at = min(instalment.failed_at or told.at, told.at)
    failure = failure_of(instalment.id)
    if failure:
        failure.began_at, failure.tries = min(failure.began_at, told.at), max(failure.tries, told.attempts)
        return
    failure = CollectionFailure(
        instalment_id=instalment.id, plan_id=instalment.plan_id, began_at=told.at, step=0, tries=told.attempts
    )
    session.add(failure)
    if instalment.status == InstalmentStatus.FAILING:
        failure.next_step_at = told.at
        outbox.record(InstalmentFailed(instalment.id))
    elif instalment.donation_id:
        failure.mended_at = told.at
        outbox.record(InstalmentMended(instalment.id))
    else:
        failure.lost_at = told.at
    session.flush()
