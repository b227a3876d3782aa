"""A supporter gives another card on a page of the provider. We never see its number."""

from uuid import UUID

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


def start_card_change(plan: RecurringPlan, asker: Asker) -> UUID:
    """Written before the provider hears of it. Nothing waits for it: perhaps nobody finishes that page."""
    plan = plan_by_id(plan.id, lock=True)
    facts = checked(plan, Wanted(ChangeKind.CARD, {}), asker.by)
    was = as_it_is(plan, ChangeKind.CARD)
    return write_change(plan, Wish(ChangeKind.CARD, facts, asker.by, asker.staff_id, asker.reason, was)).id


def card_request_for(change_id: UUID, installation_id: UUID, done_url: str, back_url: str) -> CardCheckoutRequest:
    """The page to ask for, outside any transaction."""
    change = session.get_one(PlanChange, change_id)
    plan = plan_by_id(change.plan_id)
    notes = {"reference": plan.reference, "installation": str(installation_id), "change": str(change.id)}
    return CardCheckoutRequest(
        idempotency_key=f"card:{change.id.hex}",
        metadata=notes,
        customer_id=plan.provider_customer_id or "",
        currency=plan.currency,
        language=plan.language,
        success_url=done_url,
        cancel_url=back_url,
    )


def record_card_page(change_id: UUID, checkout: Checkout) -> None:
    """The page is there."""
    session.get_one(PlanChange, change_id, with_for_update=True).session_id = checkout.session_id
    session.flush()
