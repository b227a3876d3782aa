"""Donations that look like standing orders nobody recorded, and wait for somebody to say what they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from donations.core.database import session
from donations.core.outbox import PARKED, Owed
from donations.mail.models import WAITS_FOR_A_PERSON, Letter
from donations.payments.models import ProviderEvent
from donations.payments.states import EventState
from donations.recurring.changes.change_request import today
from donations.recurring.history_models import UNSEEN_REFUSAL, PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.standing_orders.find_standing_orders import likely_donations, rhythms_of
from donations.recurring.standing_orders.models import IS_OPEN, PlanGuess
from donations.reporting.newest_first import Cursor, Page, newest_first
from donations.supporters.models import OPEN, SupporterRequest

CameOn = tuple[date, str]  # the day, and the donation's reference


def count_guesses() -> int:
    """From the index."""
    return session.scalar(select(func.count()).select_from(PlanGuess).where(IS_OPEN, _goes_on())) or 0


def guess_page(cursor: Cursor | None) -> Page[PlanGuess]:
    """With their supporters, the newest first."""
    return newest_first(select(PlanGuess).where(IS_OPEN, _goes_on()), PlanGuess.id, cursor)


def donations_of(guesses: Sequence[PlanGuess]) -> dict[UUID, list[CameOn]]:
    """By guess the donations it was made from, oldest first; in one question."""
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
    statement = select(PlanChange, RecurringPlan).join(RecurringPlan, RecurringPlan.id == PlanChange.plan_id)
    statement = statement.where(UNSEEN_REFUSAL).order_by(PlanChange.refused_at, PlanChange.id)
    return [RefusedChange(*row) for row in session.execute(statement.limit(_SHOWN))]


@dataclass(frozen=True, slots=True)
class NeedsAPerson:
    """Parked events, parked work, letters that did not arrive for certain and nobody has seen to; open wishes;
    changes of plans that were not made."""

    events: int
    work: int
    letters: int
    wishes: int
    refusals: int


def needs_a_person() -> NeedsAPerson:
    """One question, answered from the indexes."""
    counted = select(
        _count(ProviderEvent, ProviderEvent.state == EventState.PARKED),
        _count(Owed, PARKED),
        _count(Letter, WAITS_FOR_A_PERSON),
        _count(SupporterRequest, OPEN),
        _count(PlanChange, UNSEEN_REFUSAL),
    )
    return NeedsAPerson(*session.execute(counted).one())


def _count(model: type[Any], condition: Any) -> ScalarSelect[int]:
    return select(func.count()).select_from(model).where(condition).scalar_subquery()
