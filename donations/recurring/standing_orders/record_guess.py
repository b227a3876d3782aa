"""Gifts looked like a standing order: it is one, or it is none. Somebody here says so, once."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select

from donations.core import clock
from donations.core.database import session
from donations.core.errors import NotFound, Refused
from donations.recurring.calendar import next_date
from donations.recurring.models import RecurringPlan
from donations.recurring.plan.record_plan import NewPlan, record_plan
from donations.recurring.standing_orders.find_standing_orders import LikelyDonations, likely_donations
from donations.recurring.standing_orders.fitting_plans import hold_donations, hold_guesses
from donations.recurring.standing_orders.models import PlanGuess
from donations.recurring.standing_orders.recognise_donations import tie_to_plan
from donations.recurring.standing_orders.rhythm import places_by_date
from donations.recurring.states import Interval
from donations.staff.record_audit import Act, record_audit


def open_guess(guess_id: UUID) -> PlanGuess:
    """Raises `NotFound` for one that was seen to: a plan by now, dismissed, or gone with its gifts."""
    if found := find_guess(guess_id):
        return found
    raise NotFound("Somebody has handled these gifts already.")


def find_guess(guess_id: UUID) -> PlanGuess | None:
    """The same, or None."""
    return session.scalar(_open(guess_id))


def record_guess(guess_id: UUID, new: NewPlan, *, by: UUID) -> RecurringPlan:
    """In the caller's transaction: the plan as `new` says, and the gifts that came on its dates as its instalments."""
    guess = _locked(guess_id)
    supporter_id, amount, anchor = guess.supporter_id, guess.amount, guess.anchor_on
    is_as_found = (new.first_on, new.interval) == (guess.first_on, guess.interval)
    session.delete(guess)
    donations = next((group for group in likely_donations([supporter_id]) if group.amount == amount), None)
    hold_donations([donation_id for donation_id, _ in donations.donations] if donations else [])
    giver = replace(new.giver, supporter_id=supporter_id)
    plan = record_plan(replace(new, giver=giver, anchor_on=anchor if is_as_found else None), by=by)
    for donation_id, due_on in _on_dates(plan, donations) if donations else ():
        if not plan.is_over:
            tie_to_plan(donation_id, plan, due_on, by=by)
    return plan


def dismiss_guess(guess_id: UUID, *, by: UUID, reason: str) -> None:
    """In the caller's transaction: gifts of this supporter and amount are not asked about again."""
    guess = _locked(guess_id)
    guess.dismissed_at, guess.dismissed_by = clock.now(), by
    session.flush()
    told = {"amount": f"{guess.amount.plain()} {guess.currency}", "interval": guess.interval}
    record_audit(Act("plan.guess_dismissed", "supporter", guess.supporter_id, by, reason.strip(), after=told))


def _locked(guess_id: UUID) -> PlanGuess:
    hold_guesses()
    if found := session.scalar(_open(guess_id).execution_options(populate_existing=True)):
        return found
    raise Refused("Somebody has handled these gifts already.")


def _open(guess_id: UUID) -> Select[PlanGuess]:
    return select(PlanGuess).where(PlanGuess.id == guess_id, PlanGuess.dismissed_at.is_(None))


def _on_dates(plan: RecurringPlan, group: LikelyDonations) -> list[tuple[UUID, date]]:
    """Of each date of the plan the gift that came nearest, the oldest first."""
    interval = Interval(plan.interval)
    places = places_by_date(group.days, plan.anchor_on, interval)
    dates = ((group.donations[place][0], next_date(plan.anchor_on, interval, n)) for n, place in places.items())
    return [(donation_id, due_on) for donation_id, due_on in dates if due_on >= plan.started_on]
