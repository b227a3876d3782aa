"""A supporter has given another card on the provider's page: the plan is to use it from now on.

The page was opened for a row of ours. Should the books have lost it, as after a restored backup, it is written anew.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from donations.core import outbox
from donations.core.database import session
from donations.core.errors import NotYet
from donations.payments.plan_updates import CardGiven
from donations.recurring.changes_made import changes_made_since
from donations.recurring.events import PlanChangeAsked
from donations.recurring.history_models import PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.owe_change import Wish, write_change
from donations.recurring.queries import changes_of, plan_by_id
from donations.recurring.reasons import AskedBy, ChangeKind

_SETUP, _GIVEN_AT = "setup", "given_at"


def take_card(told: CardGiven, _event_id: UUID) -> None:
    """Told again, or after a card that was given later, nothing changes.

    Raises `NotYet` for a page that nobody here opened.
    """
    found = _change_of(told) or _lost(told)
    if found is None:
        raise NotYet("The page on which this card was given is not known.")
    plan = plan_by_id(found.plan_id, lock=True)
    session.refresh(found)
    cards = [change for change in changes_of(plan.id) if change.kind == ChangeKind.CARD]
    if plan.is_over or _is_known(cards, told):
        return
    change = found if _is_open(found) else _one_more(plan, found)
    change.session_id, change.wanted = told.session_id, {_SETUP: told.setup_id, _GIVEN_AT: told.at.isoformat()}
    session.flush()
    outbox.record(PlanChangeAsked(plan.id, change.id))


def _lost(told: CardGiven) -> PlanChange | None:
    """Its page carries our marks. Used already, it needs nobody any more."""
    plan = session.scalar(select(RecurringPlan).where(RecurringPlan.reference == told.reference))
    change_id = _our_id(told)
    if plan is None or change_id is None:
        return None
    plan = plan_by_id(plan.id, lock=True)
    change = write_change(plan, Wish(ChangeKind.CARD, {}, AskedBy.SUPPORTER), change_id)
    made_at = changes_made_since(told.at).get(change_id)
    if made_at:
        change.session_id, change.wanted = told.session_id, {_SETUP: told.setup_id, _GIVEN_AT: told.at.isoformat()}
        change.done_at = made_at
        session.flush()
    return change


def _is_known(cards: Sequence[PlanChange], told: CardGiven) -> bool:
    given = [datetime.fromisoformat(each.wanted[_GIVEN_AT]) for each in cards if _GIVEN_AT in each.wanted]
    return told.setup_id in {each.wanted.get(_SETUP) for each in cards} or any(at > told.at for at in given)


def _is_open(change: PlanChange) -> bool:
    return not (change.done_at or change.refused_at or _SETUP in change.wanted)


def _one_more(plan: RecurringPlan, change: PlanChange) -> PlanChange:
    """Two pages were opened for one row, and a card was given on each."""
    wish = Wish(ChangeKind.CARD, {}, AskedBy(change.asked_by), change.staff_id, change.reason, change.was)
    return write_change(plan, wish)


def _change_of(told: CardGiven) -> PlanChange | None:
    cards = select(PlanChange).where(PlanChange.kind == ChangeKind.CARD)
    by_page = session.scalar(cards.where(PlanChange.session_id == told.session_id))
    return by_page or session.scalar(cards.where(PlanChange.id == _our_id(told)))


def _our_id(told: CardGiven) -> UUID | None:
    try:
        return UUID(told.change_id or "")
    except ValueError:
        return None
