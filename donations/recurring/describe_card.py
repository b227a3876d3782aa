"""The provider describes a card that plans are collected from.

Where two words of one second differ, the card is looked up (`look_at_plan`).
"""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from donations.core import outbox
from donations.core.database import lock_words, session
from donations.core.errors import NotYet
from donations.payments.plan_updates import CardDescribed
from donations.recurring.events import CardInDoubt, CardRenewed
from donations.recurring.models import PlanCard, RecurringPlan


def describe_card(told: CardDescribed, _event_id: UUID) -> None:
    """Kept for customers of ours only: raises `NotYet` while no plan is theirs."""
    plans = select(RecurringPlan.id).where(RecurringPlan.provider_customer_id == told.customer_id)
    if (plan_id := session.scalar(plans.limit(1))) is None:
        raise NotYet("The regular gift this card is for is not known yet.")
    card = _locked_card(told.payment_method_id)
    if card and told.at == card.reported_at and told.order != card.reported_key and _says_otherwise(card, told):
        outbox.record(CardInDoubt(plan_id, told.payment_method_id))
    if card and told.order <= card.reported_key:
        return
    _take(card or PlanCard(payment_method_id=told.payment_method_id), told)
    if told.is_renewed:
        charged = plans.where(
            RecurringPlan.payment_method_id == told.payment_method_id, RecurringPlan.ended_at.is_(None)
        )
        outbox.record(*(CardRenewed(plan_id) for plan_id in session.scalars(charged)))


def take_card_facts(told: CardDescribed) -> None:
    """As it was looked up: the time of the words that it was looked up for stands."""
    card = _locked_card(told.payment_method_id)
    for name, value in _facts(told).items() if card else ():
        setattr(card, name, value)
    session.flush()


def _locked_card(payment_method_id: str) -> PlanCard | None:
    lock_words("card", payment_method_id)
    return session.get(PlanCard, payment_method_id, populate_existing=True)


def _says_otherwise(card: PlanCard, told: CardDescribed) -> bool:
    return any(getattr(card, name) != value for name, value in _facts(told).items())


def _facts(told: CardDescribed) -> dict[str, Any]:
    month, year = told.expires or (None, None)
    return {
        "provider_customer_id": told.customer_id,
        "kind": told.kind,
        "brand": told.brand,
        "last4": told.last4,
        "exp_month": month,
        "exp_year": year,
    }


def _take(card: PlanCard, told: CardDescribed) -> None:
    for name, value in _facts(told).items():
        setattr(card, name, value)
    card.reported_at, card.reported_key = told.at, told.order
    card.renewed_at = told.at if told.is_renewed else card.renewed_at
    session.add(card)
    session.flush()
