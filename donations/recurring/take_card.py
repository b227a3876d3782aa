"""A supporter has given another card on the provider's page: the plan is to use it from now on."""

from uuid import UUID

from sqlalchemy import select

from donations.core import outbox
from donations.core.database import session
from donations.core.errors import NotYet
from donations.payments.plan_updates import CardGiven
from donations.recurring.events import PlanChangeAsked
from donations.recurring.history_models import PlanChange
from donations.recurring.queries import plan_by_id
from donations.recurring.reasons import ChangeKind


def take_card(told: CardGiven, _event_id: UUID) -> None:
    """Told again, nothing changes. Raises `NotYet` for a page that nobody here opened."""
    found = _change_of(told)
    if found is None:
        raise NotYet("The page on which this card was given is not known.")
    plan = plan_by_id(found.plan_id, lock=True)
    session.refresh(found)
    if found.done_at or found.refused_at or "setup" in found.wanted:
        return
    found.session_id, found.wanted = told.session_id, {"setup": told.setup_id}
    session.flush()
    outbox.record(PlanChangeAsked(plan.id, found.id))


def _change_of(told: CardGiven) -> PlanChange | None:
    cards = select(PlanChange).where(PlanChange.kind == ChangeKind.CARD)
    by_page = session.scalar(cards.where(PlanChange.session_id == told.session_id))
    try:
        our_id = UUID(told.change_id or "")
    except ValueError:
        return by_page
    return by_page or session.scalar(cards.where(PlanChange.id == our_id))
