"""A gift that came by hand is counted as an instalment of a standing order, or by itself again."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from donations.core.database import session
from donations.core.errors import Refused
from donations.giving.balances import remaining_amount
from donations.giving.desk_models import ManualMethod, ManualRecord
from donations.giving.models import Donation
from donations.giving.queries import donation_by_id
from donations.giving.states import DonationStatus, Frequency
from donations.recurring.instalments.add_instalment import add_instalment, free_period, period_from, refuse_other_plans
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import instalment_of_donation, plan_by_id
from donations.recurring.standing_orders.find_standing_orders import guess_plans
from donations.recurring.standing_orders.fitting_plans import fits, hold_guesses, standing_orders_of
from donations.staff.record_audit import Act, record_audit


def count_as_instalment(donation_id: UUID, plan_id: UUID, due_on: date, *, by: UUID, reason: str = "") -> None:
    """In the caller's transaction, for the period that begins with `due_on`. Nothing is told to the supporter by it."""
    hold_guesses()
    plan = plan_by_id(plan_id, lock=True)
    tie_to_plan(donation_id, plan, due_on, by=by, reason=reason)
    _guess_anew(plan)


def tie_to_plan(donation_id: UUID, plan: RecurringPlan, due_on: date, *, by: UUID, reason: str = "") -> None:
    """One of several: whoever ties them looks for standing orders afterwards. `plan` is locked."""
    donation = donation_by_id(donation_id, lock=True)
    refuse_other_plans(plan)
    _check(donation, plan)
    if due_on < plan.started_on:
        raise Refused("This regular gift is not due on that day.")
    add_instalment(plan, donation, free_period(plan, due_on))
    donation.frequency = Frequency(plan.interval)
    session.flush()
    record_audit(_act("donation.counted_as_instalment", donation, by, reason, after=_told(plan, due_on)))


def count_by_itself(donation_id: UUID, *, by: UUID, reason: str) -> None:
    """In the caller's transaction: it is no instalment any more, and its period is open again."""
    hold_guesses()
    before = instalment_of_donation(donation_id)
    if before is None:
        raise Refused("This gift is not an instalment.")
    plan = plan_by_id(before.plan_id, lock=True)
    donation = donation_by_id(donation_id, lock=True)
    refuse_other_plans(plan)
    instalment = instalment_of_donation(donation_id)
    if instalment is None or donation.id == plan.first_donation_id:
        raise Refused("This gift is not an instalment.")
    if plan.next_on == instalment.period_end and not plan.is_paused:
        plan.next_on, _ = period_from(plan, instalment.period_start)
    donation.frequency = Frequency.ONCE
    session.delete(instalment)
    session.flush()
    told = _told(plan, instalment.period_start)
    record_audit(_act("donation.counted_by_itself", donation, by, reason, before=told))
    _guess_anew(plan)


def _guess_anew(plan: RecurringPlan) -> None:
    assert plan.supporter_id  # noqa: S101 - staff recorded whose it is
    guess_plans([plan.supporter_id])


def _check(donation: Donation, plan: RecurringPlan) -> None:
    if donation.status != DonationStatus.SETTLED or session.get(ManualRecord, donation.id) is None:
        raise Refused("Only a gift that came by hand can be counted as an instalment.")
    if donation.frequency != Frequency.ONCE:
        raise Refused("This gift is an instalment already.")
    if (donation.supporter_id, donation.currency) != (plan.supporter_id, plan.currency):
        raise Refused("This regular gift is somebody else’s, or in another currency.")
    if not remaining_amount(donation):
        raise Refused("This gift went back: it is no instalment.")


def _act(action: str, donation: Donation, by: UUID, reason: str, **changes: dict[str, str]) -> Act:
    return Act(action, "donation", donation.id, by, reason.strip(), **changes)


def _told(plan: RecurringPlan, due_on: date) -> dict[str, str]:
    return {"plan": plan.reference, "due on": due_on.isoformat()}


def recognise_donations(donations: Sequence[Donation], *, by: UUID) -> None:
    """In the transaction that recorded them. What is in doubt is left alone: the page of the gift asks about it."""
    told = select(ManualRecord).where(ManualRecord.donation_id.in_([donation.id for donation in donations]))
    records = {record.donation_id: record for record in session.scalars(told)}
    supporters = {donation.supporter_id for donation in donations if donation.supporter_id}
    plans = standing_orders_of(supporters)
    if plans:
        for donation in sorted(donations, key=lambda each: (str(each.supporter_id), records[each.id].received_on)):
            going_on = [plan for plan in plans if not plan.is_over]
            for fit in fits(donation, records[donation.id], going_on):
                if fit.is_sure:
                    tie_to_plan(donation.id, plan_by_id(fit.plan.id, lock=True), fit.due_on, by=by)
    by_bank = {
        donation.supporter_id
        for donation in donations
        if donation.supporter_id and records[donation.id].method == ManualMethod.BANK_TRANSFER
    }
    if by_bank:
        guess_plans(by_bank)
