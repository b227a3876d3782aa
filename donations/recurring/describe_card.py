"""The provider describes a card that plans are collected from."""

from uuid import UUID

from sqlalchemy import select

from donations.core import outbox
from donations.core.database import lock_words, session
from donations.core.errors import NotYet
from donations.payments.plan_updates import CardDescribed
from donations.recurring.events import CardRenewed
from donations.recurring.models import PlanCard, RecurringPlan


def describe_card(told: CardDescribed, _event_id: UUID) -> None:
    """Kept for customers of ours only: raises `NotYet` while no plan is theirs."""
    plans = select(RecurringPlan.id).where(RecurringPlan.provider_customer_id == told.customer_id)
    if session.scalar(plans.limit(1)) is None:
        raise NotYet("The regular gift this card is for is not known yet.")
    lock_words("card", told.payment_method_id)
    card = session.get(PlanCard, told.payment_method_id, populate_existing=True)
    if card and told.order <= card.reported_key:
        return
    _take(card or PlanCard(payment_method_id=told.payment_method_id), told)
    if told.is_renewed:
        charged = plans.where(
            RecurringPlan.payment_method_id == told.payment_method_id, RecurringPlan.ended_at.is_(None)
        )
        outbox.record(*(CardRenewed(plan_id) for plan_id in session.scalars(charged)))


def _take(card: PlanCard, told: CardDescribed) -> None:
    card.provider_customer_id, card.kind = told.customer_id, told.kind
    card.brand, card.last4 = told.brand, told.last4
    card.exp_month, card.exp_year = told.expires or (None, None)
    card.reported_at, card.reported_key = told.at, told.order
    card.renewed_at = told.at if told.is_renewed else card.renewed_at
    session.add(card)
    session.flush()
