"""The provider says how far it is with collecting an instalment. Money counts only once its payment is reported."""

from datetime import date, datetime, timedelta
from uuid import UUID

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.errors import NotYet
from donations.giving.start.checkout_attempts import fund_of_product
from donations.organisation.queries import the_organisation
from donations.payments.updates import CollectionState, InstalmentDeclined, InstalmentReported
from donations.recurring.calendar import anchor_of, day_meant
from donations.recurring.changes.pause import call_off_failing, rests_as_requested
from donations.recurring.decline_families import Family, family_of
from donations.recurring.events import InstalmentFailed, InstalmentMended
from donations.recurring.history_models import Because, CollectionFailure
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.plan.begin_plan import plan_reported
from donations.recurring.plan.end_plan import close_failure, give_up_instalment, refresh_status
from donations.recurring.queries import failure_of, instalment_of_invoice, plan_by_id
from donations.recurring.states import RANK, InstalmentStatus, Interval

_LONGEST_CODE = 60
_CONFIRM = "authentication_required"
_DAY = timedelta(days=1)
_CLOSED = (CollectionState.VOID, CollectionState.UNCOLLECTIBLE, CollectionState.PAID)


def report_instalment(update: InstalmentReported, event_id: UUID) -> None:
    """In any order and number: what goes further wins."""
    plan = plan_reported(update.reference, update.plan_id, event_id)
    instalment = instalment_of_invoice(update.invoice_id) or _add(plan, update)
    _record_tries(instalment, update)
    _advance(instalment, _status(instalment, update))
    if update.has_failed:
        _note_failure(instalment, update)
    if plan.is_over and instalment.status in (InstalmentStatus.DUE, InstalmentStatus.FAILING):
        give_up_instalment(instalment, update.at)
    if instalment.status == InstalmentStatus.LOST:
        close_failure(instalment, lost_at=update.at)
    if rests_as_requested(plan):
        call_off_failing(plan, clock.now())
    session.flush()
    refresh_status(plan, Because("instalment", event=event_id))


def note_decline(update: InstalmentDeclined, _event_id: UUID) -> None:
    """The newest reason stands. Raises `NotYet` while the instalment is not known."""
    found = instalment_of_invoice(update.invoice_id)
    if found is None:
        raise NotYet("The instalment this payment is for is not known yet.")
    plan_by_id(found.plan_id, lock=True)
    session.refresh(found)
    _read_bank(found, update.at, (update.decline_code or update.code or "")[:_LONGEST_CODE])
    session.flush()


def _read_bank(instalment: Instalment, at: datetime, code: str) -> None:
    """Its newest word stands. One that is about something else wants no confirmation any more."""
    if (at, code) > (instalment.declined_at or at, instalment.decline_code or ""):
        instalment.declined_at, instalment.decline_code = at, code or None
        instalment.needs_confirmation = instalment.needs_confirmation and _may_want_confirmation(code)


def _may_want_confirmation(code: str | None) -> bool:
    return family_of(code, needs_confirmation=True) == Family.CONFIRM


def _add(plan: RecurringPlan, update: InstalmentReported) -> Instalment:
    start, end = _period(plan, update)
    instalment = Instalment(
        plan_id=plan.id,
        period_start=start,
        period_end=end,
        status=InstalmentStatus.DUE,
        amount=update.amount,
        is_first=update.is_first,
        fund_id=fund_of_product(update.product_id) or plan.fund_id,
        provider_invoice_id=update.invoice_id,
        attempts=0,
    )
    session.add(instalment)
    session.flush()
    return instalment


def _period(plan: RecurringPlan, update: InstalmentReported) -> tuple[date, date]:
    """By the plan's calendar; the first instalment is where it begins. Raises `NotYet` before it is known."""
    zone = the_organisation().zone
    begins, ends = (clock.local_date(moment, zone) for moment in update.period)
    if update.is_first:
        plan.started_on = begins
    if plan.provider_item_id is None:
        if not update.is_first:
            raise NotYet("The provider has not described this regular gift yet.")
        plan.anchor_on = anchor_of(update.period[0], zone)
    start, end = (day_meant(plan.anchor_on, Interval(plan.interval), day) for day in (begins, ends))
    return start, max(end, start + _DAY)


def _record_tries(instalment: Instalment, update: InstalmentReported) -> None:
    """What is said of the latest try; a page once known stays."""
    is_newer = update.attempts > instalment.attempts
    if update.needs_confirmation:
        _read_bank(instalment, update.at, _CONFIRM)
    if update.attempts >= instalment.attempts:
        confirms = update.needs_confirmation and _may_want_confirmation(instalment.decline_code)
        instalment.needs_confirmation = confirms or (instalment.needs_confirmation and not is_newer)
        instalment.next_attempt_at = update.next_attempt_at if update.attempts else None
        instalment.attempts = update.attempts
    if update.state in _CLOSED or RANK[InstalmentStatus(instalment.status)] > RANK[InstalmentStatus.FAILING]:
        instalment.next_attempt_at, instalment.needs_confirmation = None, False
    instalment.payment_page = update.payment_page or instalment.payment_page


def _status(instalment: Instalment, update: InstalmentReported) -> InstalmentStatus:
    """Called off after a try that failed it is lost; before any, or in a pause, skipped."""
    if instalment.called_off_at and update.state in (CollectionState.VOID, CollectionState.UNCOLLECTIBLE):
        return InstalmentStatus.SKIPPED
    if update.state == CollectionState.UNCOLLECTIBLE or (update.state == CollectionState.VOID and update.attempts):
        return InstalmentStatus.LOST
    if update.state == CollectionState.VOID:
        return InstalmentStatus.SKIPPED
    return InstalmentStatus.FAILING if update.has_failed else InstalmentStatus.DUE


def _advance(instalment: Instalment, status: InstalmentStatus) -> None:
    if RANK[status] > RANK[InstalmentStatus(instalment.status)]:
        instalment.status = status


def _note_failure(instalment: Instalment, update: InstalmentReported) -> None:
    """Its story begins; told late, it may have ended already."""
    instalment.failed_at = min(instalment.failed_at or update.at, update.at)
    failure = failure_of(instalment.id)
    if failure:
        failure.began_at, failure.tries = min(failure.began_at, update.at), max(failure.tries, update.attempts)
        return
    failure = CollectionFailure(
        instalment_id=instalment.id, plan_id=instalment.plan_id, began_at=update.at, step=0, tries=update.attempts
    )
    session.add(failure)
    if instalment.status == InstalmentStatus.FAILING:
        failure.next_step_at = update.at
        outbox.record(InstalmentFailed(instalment.id))
    elif instalment.donation_id:
        failure.mended_at = update.at
        outbox.record(InstalmentMended(instalment.id))
    else:
        failure.lost_at = update.at
    session.flush()
