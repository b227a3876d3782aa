"""A donation by bank transfer is counted as the instalment it fits; suspected standing orders are decided on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select

from donations.core import clock
from donations.core.database import session
from donations.core.errors import NotFound, Refused
from donations.giving.balances import remaining_amount
from donations.giving.desk_models import ManualMethod, ManualRecord
from donations.giving.models import Donation
from donations.giving.queries import donation_by_id
from donations.giving.states import DonationStatus, Frequency
from donations.recurring.calendar import next_date
from donations.recurring.instalments.settle_instalment import (
    add_instalment,
    free_period,
    period_from,
    refuse_other_plans,
)
from donations.recurring.models import RecurringPlan
from donations.recurring.plan.begin_plan import NewPlan, record_plan
from donations.recurring.queries import instalment_of_donation, plan_by_id
from donations.recurring.standing_orders.find_standing_orders import (
    LikelyDonations,
    fits,
    guess_plans,
    likely_donations,
    lock_donations,
    lock_guesses,
    standing_orders_of,
)
from donations.recurring.standing_orders.models import PlanGuess
from donations.recurring.standing_orders.rhythm import places_by_date
from donations.recurring.states import Interval
from donations.staff.audit_trail import Act, record_audit


def count_as_instalment(donation_id: UUID, plan_id: UUID, due_on: date, *, by: UUID, reason: str = "") -> None:
    """In the caller's transaction, for the period that begins with `due_on`. Nothing is told to the supporter by it."""
    lock_guesses()
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
    record_audit(_act("donation.counted_as_instalment", donation, by, reason, after=_details(plan, due_on)))


def count_by_itself(donation_id: UUID, *, by: UUID, reason: str) -> None:
    """In the caller's transaction: it is no instalment any more, and its period is open again."""
    lock_guesses()
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
    update = _details(plan, instalment.period_start)
    record_audit(_act("donation.counted_by_itself", donation, by, reason, before=update))
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


def _details(plan: RecurringPlan, due_on: date) -> dict[str, str]:
    return {"plan": plan.reference, "due on": due_on.isoformat()}


def recognise_donations(donations: Sequence[Donation], *, by: UUID) -> None:
    """In the transaction that recorded them. What is in doubt is left alone: the page of the donation asks about it."""
    update = select(ManualRecord).where(ManualRecord.donation_id.in_([donation.id for donation in donations]))
    records = {record.donation_id: record for record in session.scalars(update)}
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


def open_guess(guess_id: UUID) -> PlanGuess:
    """Raises `NotFound` for one that was seen to: a plan by now, dismissed, or gone with its donations."""
    if found := find_guess(guess_id):
        return found
    raise NotFound("Somebody has handled these gifts already.")


def find_guess(guess_id: UUID) -> PlanGuess | None:
    """The same, or None."""
    return session.scalar(_open(guess_id))


def record_guess(guess_id: UUID, new: NewPlan, *, by: UUID) -> RecurringPlan:
    """In the caller's transaction: the plan as `new` says, and the donations that came on its dates as its
    instalments.
    """
    guess = _locked(guess_id)
    supporter_id, amount, anchor = guess.supporter_id, guess.amount, guess.anchor_on
    is_as_found = (new.first_on, new.interval) == (guess.first_on, guess.interval)
    session.delete(guess)
    donations = next((group for group in likely_donations([supporter_id]) if group.amount == amount), None)
    lock_donations([donation_id for donation_id, _ in donations.donations] if donations else [])
    giver = replace(new.giver, supporter_id=supporter_id)
    plan = record_plan(replace(new, giver=giver, anchor_on=anchor if is_as_found else None), by=by)
    for donation_id, due_on in _on_dates(plan, donations) if donations else ():
        if not plan.is_over:
            tie_to_plan(donation_id, plan, due_on, by=by)
    return plan


def dismiss_guess(guess_id: UUID, *, by: UUID, reason: str) -> None:
    """In the caller's transaction: donations of this supporter and amount are not asked about again."""
    guess = _locked(guess_id)
    guess.dismissed_at, guess.dismissed_by = clock.now(), by
    session.flush()
    update = {"amount": f"{guess.amount.plain()} {guess.currency}", "interval": guess.interval}
    record_audit(Act("plan.guess_dismissed", "supporter", guess.supporter_id, by, reason.strip(), after=update))


def _locked(guess_id: UUID) -> PlanGuess:
    lock_guesses()
    if found := session.scalar(_open(guess_id).execution_options(populate_existing=True)):
        return found
    raise Refused("Somebody has handled these gifts already.")


def _open(guess_id: UUID) -> Select[PlanGuess]:
    return select(PlanGuess).where(PlanGuess.id == guess_id, PlanGuess.dismissed_at.is_(None))


def _on_dates(plan: RecurringPlan, group: LikelyDonations) -> list[tuple[UUID, date]]:
    """Of each date of the plan the donation that came nearest, the oldest first."""
    interval = Interval(plan.interval)
    places = places_by_date(group.days, plan.anchor_on, interval)
    dates = ((group.donations[place][0], next_date(plan.anchor_on, interval, n)) for n, place in places.items())
    return [(donation_id, due_on) for donation_id, due_on in dates if due_on >= plan.started_on]
