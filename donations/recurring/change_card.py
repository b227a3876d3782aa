"""A supporter gives another card on a page of the provider. We never see its number."""

from uuid import UUID

from sqlalchemy import select

from donations.core import clock
from donations.core.database import session
from donations.payments.gateway import Checkout
from donations.payments.plan_requests import CardCheckoutRequest
from donations.recurring.ask_for_change import Asker, as_it_is
from donations.recurring.history_models import PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.owe_change import Wish, write_change
from donations.recurring.queries import plan_by_id
from donations.recurring.reasons import ChangeKind
from donations.recurring.wanted import Wanted, checked

_PAGES = "pages"  # so many were opened: each under a key of its own, for they last a day at the most


def start_card_change(plan: RecurringPlan, asker: Asker) -> UUID:
    """Written before the provider hears of it. Nothing waits for it: perhaps nobody finishes that page.

    Whoever asks again before it is finished gets another page for the same row.
    """
    plan = plan_by_id(plan.id, lock=True)
    facts, was = checked(plan, Wanted(ChangeKind.CARD, {}), asker.by), as_it_is(plan, ChangeKind.CARD)
    change = _unfinished(plan, asker)
    if change is None:
        wish = Wish(ChangeKind.CARD, {**facts, _PAGES: 1}, asker.by, asker.staff_id, asker.reason, was)
        return write_change(plan, wish).id
    change.wanted = {_PAGES: change.wanted.get(_PAGES, 0) + 1}
    change.was, change.asked_at = was, clock.now()
    session.flush()
    return change.id


def _unfinished(plan: RecurringPlan, asker: Asker) -> PlanChange | None:
    cards = select(PlanChange).where(PlanChange.plan_id == plan.id, PlanChange.kind == ChangeKind.CARD)
    theirs = cards.where(PlanChange.asked_by == asker.by, PlanChange.staff_id.is_not_distinct_from(asker.staff_id))
    is_open = theirs.where(PlanChange.done_at.is_(None), PlanChange.refused_at.is_(None))
    return next((each for each in session.scalars(is_open) if "setup" not in each.wanted), None)


def card_request_for(change_id: UUID, installation_id: UUID, done_url: str, back_url: str) -> CardCheckoutRequest:
    """The page to ask for, outside any transaction."""
    change = session.get_one(PlanChange, change_id)
    plan = plan_by_id(change.plan_id)
    notes = {"reference": plan.reference, "installation": str(installation_id), "change": str(change.id)}
    return CardCheckoutRequest(
        idempotency_key=f"card:{change.id.hex}:{change.wanted.get(_PAGES, 0)}",
        metadata=notes,
        customer_id=plan.provider_customer_id or "",
        currency=plan.currency,
        language=plan.language,
        success_url=done_url,
        cancel_url=back_url,
    )


def record_card_page(change_id: UUID, checkout: Checkout) -> None:
    """The page is there."""
    change = session.get_one(PlanChange, change_id, with_for_update=True)
    if "setup" not in change.wanted:  # else a card was given on an earlier page in this moment
        change.session_id = checkout.session_id
    session.flush()
