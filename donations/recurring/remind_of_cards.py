"""A card will expire, and the plan goes on after that: the supporter is told once, while there is time."""

from uuid import UUID

from sqlalchemy import and_, or_, select

from donations.core import outbox
from donations.core.database import session
from donations.core.outbox import Tick
from donations.recurring.calendar import next_date
from donations.recurring.events import CardRunsOut
from donations.recurring.models import PlanCard, RecurringPlan
from donations.recurring.plan_course import course_of
from donations.recurring.queries import plan_by_id
from donations.recurring.states import Interval, PlanKind, PlanStatus
from donations.recurring.tell_of_plan import subject_of
from donations.recurring.wanted import today
from donations.recurring.write_plan_letter import CARD_EXPIRING, write_plan_letter

_TOLD = (PlanStatus.ACTIVE, PlanStatus.PAUSED)  # one that fails has letters of its own, which ask for a card


def find_cards_that_expire(_event: Tick) -> None:
    """By the clock: those with a date in this month or the next; each is looked at by itself."""
    months = (today(), next_date(today(), Interval.MONTHLY, 1))
    printed = or_(*(and_(PlanCard.exp_year == day.year, PlanCard.exp_month == day.month) for day in months))
    cards = select(RecurringPlan.id).join(PlanCard, PlanCard.payment_method_id == RecurringPlan.payment_method_id)
    cards = cards.where(printed, RecurringPlan.kind == PlanKind.CARD, RecurringPlan.status.in_(_TOLD))
    outbox.record(*(CardRunsOut(plan_id) for plan_id in session.scalars(cards)))


def remind_of_card(event: CardRunsOut) -> None:
    """Once for each card and date of each plan."""
    plan = plan_by_id(event.plan_id, lock=True)
    if plan.card and plan.status in _TOLD and course_of(plan).card_is_told_on(today()):
        write_plan_letter(CARD_EXPIRING, card_subject(plan), plan, about_id=plan.id)


def card_subject(plan: RecurringPlan) -> UUID:
    """What there is one letter about: this plan, this card, this date on it."""
    card = plan.card
    return subject_of(plan, f"{card.payment_method_id} until {card.exp_year}-{card.exp_month}" if card else "no card")
