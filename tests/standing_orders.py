"""Donations that come by bank, for tests: recorded at the desk, and what was recognised in them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from donations.core.database import session
from donations.core.money import Money
from donations.desk.record_once import new_ticket, record_once
from donations.funds.queries import open_funds
from donations.giving.by_hand.record_donation import DonationByHand, Giver
from donations.giving.desk_models import ManualMethod
from donations.giving.models import Donation
from donations.recurring.plan.begin_plan import NewPlan, record_plan
from donations.recurring.standing_orders.models import PlanGuess
from donations.recurring.standing_orders.recognise_donations import record_guess
from donations.recurring.states import Interval
from tests.flows.desk import Desk

FIFTY = Money(5000, "PLN")
EWA = Giver("Ewa Lis", "pl", "ewa@example.org")


def comes(desk: Desk, *days: date, **given: Any) -> list[UUID]:
    """A donation on each of these days, recorded as its form does it."""
    with desk.at_work():
        return [record_once(_donation(day, **given), new_ticket(), by=desk.id).id for day in days]


def _donation(day: date, **given: Any) -> DonationByHand:
    usual = {"giver": EWA, "amount": FIFTY, "method": ManualMethod.BANK_TRANSFER, "fund_id": open_funds()[0].id}
    return DonationByHand(received_on=day, **{**usual, **given})


def promises(desk: Desk, first_on: date, **given: Any) -> UUID:
    """A standing order that is known."""
    with desk.at_work():
        usual = {"giver": EWA, "amount": FIFTY, "interval": Interval.MONTHLY, "fund_id": open_funds()[0].id}
        return record_plan(NewPlan(first_on=first_on, **{**usual, **given}), by=desk.id).id


def guesses(desk: Desk) -> list[tuple[str, str, str, int]]:
    """Amount, rhythm, first date and donations of each that waits for an answer."""
    with desk.story.inside():
        rows = session.scalars(select(PlanGuess).where(PlanGuess.dismissed_at.is_(None)).order_by(PlanGuess.id))
        return [(row.amount.plain(), row.interval, row.first_on.isoformat(), row.donations) for row in rows]


def the_guess() -> PlanGuess:
    return session.scalars(select(PlanGuess)).one()


def says_it_is_one(desk: Desk, **given: Any) -> UUID:
    """Record the plan as it was guessed, but for what is given; its id."""
    with desk.at_work():
        guess = the_guess()
        usual = {
            "giver": EWA,
            "amount": guess.amount,
            "interval": Interval(guess.interval),
            "first_on": guess.first_on,
            "fund_id": open_funds()[0].id,
        }
        return record_guess(guess.id, NewPlan(**{**usual, **given}), by=desk.id).id


def rhythms(desk: Desk) -> list[str]:
    """How often each donation is said to come, in the order of their days."""
    with desk.story.inside():
        return list(session.scalars(select(Donation.frequency).order_by(Donation.settled_at, Donation.id)))
