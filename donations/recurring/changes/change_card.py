"""A supporter gives another card on a page of the provider. We never see its number."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from donations.core import clock, outbox
from donations.core.database import lock_words, session
from donations.core.errors import NotYet
from donations.payments.gateway import CardCheckoutRequest, Checkout
from donations.payments.updates import CardDescribed, CardGiven
from donations.recurring.changes.change_request import ChangeRequest, checked
from donations.recurring.changes.put_in_force import changes_made_since
from donations.recurring.changes.record_change import Wish, write_change
from donations.recurring.changes.request_change import Requester, as_it_is
from donations.recurring.events import CardInDoubt, CardRenewed, PlanChangeAsked
from donations.recurring.history_models import PlanChange
from donations.recurring.models import PlanCard, RecurringPlan
from donations.recurring.queries import changes_of, plan_by_id
from donations.recurring.reasons import ChangeKind, RequestedBy

_PAGES = "pages"  # so many were opened: each under a key of its own, for they last a day at the most


def start_card_change(plan: RecurringPlan, asker: Requester) -> UUID:
    """Written before the provider is asked. Nothing waits for it: perhaps nobody finishes that page.

    Whoever asks again before it is finished gets another page for the same row.
    """
    plan = plan_by_id(plan.id, lock=True)
    facts, was = checked(plan, ChangeRequest(ChangeKind.CARD, {}), asker.by), as_it_is(plan, ChangeKind.CARD)
    change = _unfinished(plan, asker)
    if change is None:
        wish = Wish(ChangeKind.CARD, {**facts, _PAGES: 1}, asker.by, asker.staff_id, asker.reason, was)
        return write_change(plan, wish).id
    change.wanted = {_PAGES: change.wanted.get(_PAGES, 0) + 1}
    change.was, change.asked_at = was, clock.now()
    session.flush()
    return change.id


def _unfinished(plan: RecurringPlan, asker: Requester) -> PlanChange | None:
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


_SETUP, _GIVEN_AT = "setup", "given_at"


def record_card_given(update: CardGiven, _event_id: UUID) -> None:
    """Told again, or after a card that was given later, nothing changes.

    Raises `NotYet` for a page that nobody here opened.
    """
    found = _change_of(update) or _lost(update)
    if found is None:
        raise NotYet("The page on which this card was given is not known.")
    plan = plan_by_id(found.plan_id, lock=True)
    session.refresh(found)
    cards = [change for change in changes_of(plan.id) if change.kind == ChangeKind.CARD]
    if plan.is_over or _is_known(cards, update):
        return
    change = found if (not (found.done_at or found.refused_at or _SETUP in found.wanted)) else _one_more(plan, found)
    change.session_id, change.wanted = update.session_id, {_SETUP: update.setup_id, _GIVEN_AT: update.at.isoformat()}
    session.flush()
    outbox.record(PlanChangeAsked(plan.id, change.id))


def _lost(update: CardGiven) -> PlanChange | None:
    """Its page carries our marks. Used already, it needs nobody any more."""
    plan = session.scalar(select(RecurringPlan).where(RecurringPlan.reference == update.reference))
    change_id = _our_id(update)
    if plan is None or change_id is None:
        return None
    plan = plan_by_id(plan.id, lock=True)
    change = write_change(plan, Wish(ChangeKind.CARD, {}, RequestedBy.SUPPORTER), change_id)
    made_at = changes_made_since(update.at).get(change_id)
    if made_at:
        change.session_id, change.wanted = (
            update.session_id,
            {_SETUP: update.setup_id, _GIVEN_AT: update.at.isoformat()},
        )
        change.done_at = made_at
        session.flush()
    return change


def _is_known(cards: Sequence[PlanChange], update: CardGiven) -> bool:
    given = [datetime.fromisoformat(each.wanted[_GIVEN_AT]) for each in cards if _GIVEN_AT in each.wanted]
    return update.setup_id in {each.wanted.get(_SETUP) for each in cards} or any(at > update.at for at in given)


def _one_more(plan: RecurringPlan, change: PlanChange) -> PlanChange:
    """Two pages were opened for one row, and a card was given on each."""
    wish = Wish(ChangeKind.CARD, {}, RequestedBy(change.asked_by), change.staff_id, change.reason, change.was)
    return write_change(plan, wish)


def _change_of(update: CardGiven) -> PlanChange | None:
    cards = select(PlanChange).where(PlanChange.kind == ChangeKind.CARD)
    by_page = session.scalar(cards.where(PlanChange.session_id == update.session_id))
    return by_page or session.scalar(cards.where(PlanChange.id == _our_id(update)))


def _our_id(update: CardGiven) -> UUID | None:
    try:
        return UUID(update.change_id or "")
    except ValueError:
        return None


def describe_card(update: CardDescribed, _event_id: UUID) -> None:
    """Kept for customers of ours only: raises `NotYet` while no plan is theirs."""
    plans = select(RecurringPlan.id).where(RecurringPlan.provider_customer_id == update.customer_id)
    if (plan_id := session.scalar(plans.limit(1))) is None:
        raise NotYet("The regular gift this card is for is not known yet.")
    card = _locked_card(update.payment_method_id)
    if (
        card
        and update.at == card.reported_at
        and update.order != card.reported_key
        and any((getattr(card, name) != value for name, value in _facts(update).items()))
    ):
        outbox.record(CardInDoubt(plan_id, update.payment_method_id))
    if card and update.order <= card.reported_key:
        return
    _take(card or PlanCard(payment_method_id=update.payment_method_id), update)
    if update.is_renewed:
        charged = plans.where(
            RecurringPlan.payment_method_id == update.payment_method_id, RecurringPlan.ended_at.is_(None)
        )
        outbox.record(*(CardRenewed(plan_id) for plan_id in session.scalars(charged)))


def record_card_facts(update: CardDescribed) -> None:
    """As it was looked up: the time of the words that it was looked up for stands."""
    card = _locked_card(update.payment_method_id)
    for name, value in _facts(update).items() if card else ():
        setattr(card, name, value)
    session.flush()


def _locked_card(payment_method_id: str) -> PlanCard | None:
    lock_words("card", payment_method_id)
    return session.get(PlanCard, payment_method_id, populate_existing=True)


def _facts(update: CardDescribed) -> dict[str, Any]:
    month, year = update.expires or (None, None)
    return {
        "provider_customer_id": update.customer_id,
        "kind": update.kind,
        "brand": update.brand,
        "last4": update.last4,
        "exp_month": month,
        "exp_year": year,
    }


def _take(card: PlanCard, update: CardDescribed) -> None:
    for name, value in _facts(update).items():
        setattr(card, name, value)
    card.reported_at, card.reported_key = update.at, update.order
    card.renewed_at = update.at if update.is_renewed else card.renewed_at
    session.add(card)
    session.flush()
