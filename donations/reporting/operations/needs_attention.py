"""How much waits for a person, of the machine's work and of what supporters asked: for the menu of every page."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, func, select

from donations.core.database import session
from donations.core.outbox import PARKED, Owed
from donations.mail.models import WAITS_FOR_A_PERSON, Letter
from donations.payments.models import ProviderEvent
from donations.payments.states import EventState
from donations.recurring.history_models import UNSEEN_REFUSAL, PlanChange
from donations.supporters.models import OPEN, SupporterRequest


@dataclass(frozen=True, slots=True)
class NeedsAPerson:
    """Parked events, parked work, letters that did not arrive for certain and nobody has seen to; open wishes;
    changes of regular gifts that were not made."""

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
