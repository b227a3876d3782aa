"""Donations the books have lost, as after a restored backup: written anew from what the provider says of
their pages.
The donation is always here before the provider is asked. So an event with our mark and an unknown reference means
that rows are gone; a person who knows why asks for this, it never happens by itself. Plans follow by themselves: they
are written when the provider speaks of them, once their first donation is here.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select, update

from donations.core import clock
from donations.core.database import lock_words, session
from donations.core.outbox import Owed
from donations.funds.models import Fund
from donations.funds.queries import all_funds, fund_by_id, open_funds
from donations.giving.models import CheckoutAttempt, Donation
from donations.giving.new_donation import begin, new_donation
from donations.giving.queries import locked_donation_by_reference
from donations.giving.start.checkout_attempts import fund_of_product
from donations.giving.start.start_donation import Donor
from donations.giving.states import BY_MONTHS, Frequency
from donations.organisation.queries import current_privacy_text, the_organisation
from donations.payments.events import ProviderEventReceived
from donations.payments.models import ProviderEvent
from donations.payments.queries import stored_body
from donations.payments.replay_event import replay_event
from donations.payments.states import EventState
from donations.payments.stripe_events import read_event
from donations.payments.stripe_fields import BadEvent, Json
from donations.payments.stripe_pages import DonationSeen, donation_on_page
from donations.payments.updates import PlanReported

_PAGES = "checkout.session.%"
_PLANS = "customer.subscription.%"
_NEVER_FINISHED = "checkout.session.expired"


@dataclass(frozen=True, slots=True)
class LostDonation:
    """One donation, by the page it was or may be paid on, and the first word about the plan it began."""

    page: DonationSeen
    event_id: UUID
    plan: PlanReported | None


def donations_reported() -> list[LostDonation]:
    """In the order of their first word. A visitor who changed the form had two pages: the finished one counts."""
    plans = {plan.reference: plan for _, body in reversed([*_waiting(_PLANS)]) if (plan := _plan_in(body))}
    pages: dict[str, tuple[DonationSeen, ProviderEvent]] = {}
    for event, body in _waiting(_PAGES):
        page = _page_in(body)
        if page and (page.reference not in pages or event.type != _NEVER_FINISHED):
            pages[page.reference] = page, event
    return [LostDonation(page, event.id, plans.get(page.reference)) for page, event in pages.values()]


def _waiting(types: str) -> Iterator[tuple[ProviderEvent, Json]]:
    """Not applied yet, oldest first. What cannot be read needs attention already."""
    open_states = (EventState.RECEIVED, EventState.PARKED)
    chosen = select(ProviderEvent).where(ProviderEvent.type.like(types), ProviderEvent.state.in_(open_states))
    for event in session.scalars(chosen.order_by(ProviderEvent.happened_at, ProviderEvent.id)).all():
        try:
            yield event, json.loads(stored_body(event) or "")
        except ValueError:
            continue


def _page_in(body: Json) -> DonationSeen | None:
    try:
        return donation_on_page(body)
    except BadEvent:
        return None


def _plan_in(body: Json) -> PlanReported | None:
    try:
        update = read_event(body)
    except BadEvent:
        return None
    return update if isinstance(update, PlanReported) else None


_LANGUAGES = ("pl", "en")
# As `give_up_on_event` begins its reasons. Refunds, disputes and what pays an invoice bear no mark of ours.
_UNKNOWN, _NOBODYS = "ours, but unknown%", "not ours: nothing here belongs to it%"


def rebuild_donations() -> list[Donation]:
    """The donations written anew, in the caller's transaction. What the provider says of them is applied by the worker.

    Name and address are those of the payment page. The fund of a plan is known at the provider; that of any
    other nobody knows any more: it is the first, for a person to correct, as is whatever else the form said. Whether
    others may see the name is not known either: they may not.
    """
    lock_words("rebuilding gifts")  # one for all: PostgreSQL has room for some thousands, and as many may be lost
    rebuilt = [
        _write(donation)
        for donation in donations_reported()
        if (locked_donation_by_reference(donation.page.reference) is None)
    ]
    if rebuilt:
        _apply_again(since=min(donation.started_at for donation in rebuilt))
    return rebuilt


def _write(lost: LostDonation) -> Donation:
    page = lost.page
    language = page.language if page.language in _LANGUAGES else the_organisation().default_language
    fund = _fund(lost)
    donation = new_donation(
        Donor(page.name, page.email, language),
        page.amount,
        reference=page.reference,
        is_anonymous=True,
        privacy_version=current_privacy_text(language).version,
        started_at=page.started_at,
        frequency=_frequency(lost),
    )
    begin([(donation, fund.id)], because=lost.event_id)
    session.add(_attempt(lost, donation, fund))
    session.flush()
    return donation


def _frequency(donation: LostDonation) -> Frequency:
    """Of one that was never paid nobody knows how often it was to come: every month is as good as any."""
    if not donation.page.is_regular:
        return Frequency.ONCE
    return BY_MONTHS.get(donation.plan.months, Frequency.MONTHLY) if donation.plan else Frequency.MONTHLY


def _fund(donation: LostDonation) -> Fund:
    known = fund_of_product(donation.plan.product_id) if donation.plan else None
    return fund_by_id(known) if known else next(iter(open_funds() or all_funds()))


def _attempt(lost: LostDonation, donation: Donation, fund: Fund) -> CheckoutAttempt:
    """The page, for what the provider says of its end."""
    page = lost.page
    return CheckoutAttempt(
        donation_id=donation.id,
        number=1,
        amount=page.amount,
        frequency=donation.frequency,
        fund_id=fund.id if page.is_regular else None,
        lines=[],
        email=page.email,
        language=donation.language,
        expires_at=page.expires_at,
        session_id=page.session_id,
    )


def _apply_again(since: datetime) -> None:
    """Now, not when their next try would be due. What turns out to be nobody's is put aside once more."""
    waiting = update(Owed).where(Owed.event == ProviderEventReceived.__name__, Owed.parked_at.is_(None))
    session.execute(waiting.values(due_at=clock.now()))
    state, reason = ProviderEvent.state, ProviderEvent.reason
    unknown = and_(state == EventState.PARKED, reason.like(_UNKNOWN))
    nobodys = and_(state == EventState.IGNORED, reason.like(_NOBODYS), ProviderEvent.happened_at >= since)
    for event in session.scalars(select(ProviderEvent).where(or_(unknown, nobodys)).order_by(ProviderEvent.id)).all():
        replay_event(event)
