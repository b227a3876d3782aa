"""Gifts that look like standing orders nobody recorded, and wait for somebody to say what they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from donations.core.database import session
from donations.recurring.changes.change_request import today
from donations.recurring.history_models import UNSEEN_REFUSAL, PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.standing_orders.find_standing_orders import likely_donations, rhythms_of
from donations.recurring.standing_orders.models import IS_OPEN, PlanGuess
from donations.reporting.newest_first import Cursor, Page, newest_first

CameOn = tuple[date, str]  # the day, and the donation's reference


def count_guesses() -> int:
    """From the index."""
    return session.scalar(select(func.count()).select_from(PlanGuess).where(IS_OPEN, _goes_on())) or 0


def guess_page(cursor: Cursor | None) -> Page[PlanGuess]:
    """With their supporters, the newest first."""
    return newest_first(select(PlanGuess).where(IS_OPEN, _goes_on()), PlanGuess.id, cursor)


def donations_of(guesses: Sequence[PlanGuess]) -> dict[UUID, list[CameOn]]:
    """By guess the gifts it was made from, oldest first; in one question."""
    groups = likely_donations({guess.supporter_id for guess in guesses}) if guesses else []
    by_key = {(group.supporter_id, group.amount): group for group in groups}
    rhythms = rhythms_of(groups)
    found: dict[UUID, list[CameOn]] = {}
    for guess in guesses:
        key = (guess.supporter_id, guess.amount)
        places = rhythms[key].places.values() if key in rhythms else ()
        found[guess.id] = [(by_key[key].days[place], by_key[key].donations[place][1]) for place in places]
    return found


def _goes_on() -> ColumnElement[bool]:
    return PlanGuess.lapses_on > today()


_SHOWN = 200


@dataclass(frozen=True, slots=True)
class RefusedChange:
    """What was wanted, and of which plan."""

    change: PlanChange
    plan: RecurringPlan


def refused_changes() -> Sequence[RefusedChange]:
    """The oldest first."""
    asked = select(PlanChange, RecurringPlan).join(RecurringPlan, RecurringPlan.id == PlanChange.plan_id)
    asked = asked.where(UNSEEN_REFUSAL).order_by(PlanChange.refused_at, PlanChange.id)
    return [RefusedChange(*row) for row in session.execute(asked.limit(_SHOWN))]
