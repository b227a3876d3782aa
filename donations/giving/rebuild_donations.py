"""Gifts the books have lost, as after a restored backup: written anew from what the provider says of their pages.

The donation is always here before the provider hears of it. So an event with our mark and an unknown reference means
that rows are gone; a person who knows why asks for this, it never happens by itself.
"""

import json
from collections.abc import Iterator

from sqlalchemy import select, update

from donations.core import clock
from donations.core.database import lock_words, session
from donations.core.outbox import Owed
from donations.funds.queries import all_funds, open_funds
from donations.giving.models import Allocation, Donation, DonationHistory
from donations.giving.queries import locked_donation_by_reference
from donations.giving.states import DonationStatus, Frequency
from donations.organisation.queries import current_privacy_text, the_organisation
from donations.payments.events import ProviderEventReceived
from donations.payments.models import ProviderEvent
from donations.payments.queries import stored_body
from donations.payments.replay_event import replay_event
from donations.payments.states import EventState
from donations.payments.stripe_fields import BadEvent
from donations.payments.stripe_pages import GiftSeen, gift_on_page
from donations.supporters.find_or_add_supporter import email_key

_PAGES = "checkout.session.%"
_LANGUAGES = ("pl", "en")
_UNKNOWN = "ours, but unknown%"  # as `give_up_on_event` begins its reason


def rebuild_donations() -> list[Donation]:
    """The gifts written anew, in the caller's transaction. What the provider says of them is applied by the worker.

    Name and address are those of the payment page. Nobody knows the fund any more: it is the first, for a person to
    correct, as is whatever else the form said.
    """
    rebuilt = [_write(told, event) for event, told in _told() if _is_lost(told)]
    if rebuilt:
        _apply_again()
    return rebuilt


def _told() -> Iterator[tuple[ProviderEvent, GiftSeen]]:
    open_states = (EventState.RECEIVED, EventState.PARKED)
    pages = select(ProviderEvent).where(ProviderEvent.type.like(_PAGES), ProviderEvent.state.in_(open_states))
    for event in session.scalars(pages.order_by(ProviderEvent.id)).all():
        told = _gift_on(stored_body(event))
        if told:
            yield event, told


def _gift_on(body: str | None) -> GiftSeen | None:
    """None, too, for what cannot be read: it waits for a person already."""
    try:
        return gift_on_page(json.loads(body)) if body else None
    except (ValueError, BadEvent):
        return None


def _is_lost(told: GiftSeen) -> bool:
    lock_words("reference", told.reference)
    return locked_donation_by_reference(told.reference) is None


def _write(told: GiftSeen, event: ProviderEvent) -> Donation:
    language = told.language if told.language in _LANGUAGES else the_organisation().default_language
    donation = Donation(
        reference=told.reference,
        amount=told.amount,
        donor_name=told.name,
        donor_email=told.email,
        email_key=email_key(told.email),
        language=language,
        privacy_version=current_privacy_text(language).version,
        started_at=told.started_at,
        frequency=Frequency.MONTHLY if told.is_regular else Frequency.ONCE,  # its plan knows better
    )
    session.add(donation)
    session.flush()
    history = {"was": None, "became": DonationStatus.STARTED, "event_id": event.id}
    session.add(DonationHistory(donation_id=donation.id, **history))
    fund = next(iter(open_funds() or all_funds()))
    session.add(Allocation(donation_id=donation.id, fund_id=fund.id, amount=told.amount))
    session.flush()
    return donation


def _apply_again() -> None:
    """Now, not when their next try would be due."""
    waiting = update(Owed).where(Owed.event == ProviderEventReceived.__name__, Owed.parked_at.is_(None))
    session.execute(waiting.values(due_at=clock.now()))
    unknown = select(ProviderEvent).where(ProviderEvent.state == EventState.PARKED, ProviderEvent.reason.like(_UNKNOWN))
    for event in session.scalars(unknown).all():
        replay_event(event)
