"""What the inbox says of gifts that are perhaps not in the books: their payment pages, and the plans they began."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from donations.core.database import session
from donations.payments.models import ProviderEvent
from donations.payments.plan_updates import PlanReported
from donations.payments.queries import stored_body
from donations.payments.states import EventState
from donations.payments.stripe_events import read_event
from donations.payments.stripe_fields import BadEvent, Json
from donations.payments.stripe_pages import GiftSeen, gift_on_page

_PAGES = "checkout.session.%"
_PLANS = "customer.subscription.%"
_NEVER_FINISHED = "checkout.session.expired"


@dataclass(frozen=True, slots=True)
class LostGift:
    """One gift, by the page it was or may be paid on, and the first word about the plan it began."""

    page: GiftSeen
    event_id: UUID
    plan: PlanReported | None


def gifts_told_of() -> list[LostGift]:
    """In the order of their first word. A visitor who changed the form had two pages: the finished one counts."""
    plans = {plan.reference: plan for _, body in reversed([*_waiting(_PLANS)]) if (plan := _plan_in(body))}
    pages: dict[str, tuple[GiftSeen, ProviderEvent]] = {}
    for event, body in _waiting(_PAGES):
        page = _page_in(body)
        if page and (page.reference not in pages or event.type != _NEVER_FINISHED):
            pages[page.reference] = page, event
    return [LostGift(page, event.id, plans.get(page.reference)) for page, event in pages.values()]


def _waiting(types: str) -> Iterator[tuple[ProviderEvent, Json]]:
    """Not applied yet, oldest first. What cannot be read waits for a person already."""
    open_states = (EventState.RECEIVED, EventState.PARKED)
    wanted = select(ProviderEvent).where(ProviderEvent.type.like(types), ProviderEvent.state.in_(open_states))
    for event in session.scalars(wanted.order_by(ProviderEvent.happened_at, ProviderEvent.id)).all():
        try:
            yield event, json.loads(stored_body(event) or "")
        except ValueError:
            continue


def _page_in(body: Json) -> GiftSeen | None:
    try:
        return gift_on_page(body)
    except BadEvent:
        return None


def _plan_in(body: Json) -> PlanReported | None:
    try:
        told = read_event(body)
    except BadEvent:
        return None
    return told if isinstance(told, PlanReported) else None
