"""A person says which donation an event put aside is about: where neither its payment nor its reference tells."""

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from donations.core.database import lock_words, session
from donations.core.errors import Refused
from donations.giving.desk_models import EventLink, ManualRecord
from donations.giving.models import Donation
from donations.giving.queries import attempt_by_session, donation_by_id, donation_id_of_payment
from donations.giving.states import Frequency
from donations.payments.models import ProviderEvent
from donations.payments.queries import stored_body
from donations.payments.replay_event import check_replay, put_aside_with, refuse_others_money, replay_event
from donations.payments.states import EventState
from donations.payments.stripe_events import read_event, read_header
from donations.payments.stripe_fields import BadEvent
from donations.payments.updates import (
    CheckoutEnded,
    DisputeReported,
    PaymentCancelled,
    PaymentDeclined,
    PaymentUpdate,
    PlanUpdate,
    RefundReported,
)
from donations.staff.audit_trail import Act, record_audits

# By these words alone a payment does not become known: what else is told of it would wait for that in vain.
_NEEDS_ITS_PAYMENT = (RefundReported, DisputeReported, PaymentDeclined, PaymentCancelled)


def link_event(event: ProviderEvent, donation: Donation, *, by: UUID, reason: str) -> None:
    """Tie the event to the donation and apply it again, with what else was put aside of its payment.

    The money is weighed as ever: another amount is held for review.
    """
    payment_id = locked_with_payment(event)
    linkable_update(event)
    check_target(donation)
    if not reason.strip():
        raise Refused("Please say why.", about="reason")
    others = put_aside_with(event, payment_id) if payment_id else []
    replay_event(event)
    tie(event, donation, by=by, reason=reason, others=others)


def locked_with_payment(event: ProviderEvent) -> str | None:
    """The payment it speaks of, if any. Nobody else says anything of either until the transaction ends."""
    payment_id: str | None = getattr(linkable_update(event), "payment_id", None)
    if payment_id:
        lock_words("payment", payment_id)  # before any event of it, for whoever comes from another one
    session.refresh(event, with_for_update=True)
    return payment_id


def tie(
    event: ProviderEvent, donation: Donation, *, by: UUID, reason: str, others: Sequence[ProviderEvent] = ()
) -> None:
    """With its trail; whoever said something else before is overruled.

    `others`, about the same payment, are tied as well, and applied: they wait until that is known, in a moment.
    """
    for each in others:
        replay_event(each)
    tied = (event, *others)
    for each in tied:
        link = session.get(EventLink, each.id) or EventLink(event_id=each.id)
        link.donation_id, link.by, link.reason = donation.id, by, reason.strip()
        session.add(link)
    session.flush()
    record_audits([_linked(each, donation, by, reason.strip()) for each in tied])


def _linked(event: ProviderEvent, donation: Donation, by: UUID, reason: str) -> Act:
    update = {"event": event.provider_event_id, "gift": donation.reference}
    return Act("event.linked", "event", event.id, by, reason, after=update)


def linkable_update(event: ProviderEvent) -> PaymentUpdate:
    """What the event says, if a person may say which donation it is about; else `Refused` with what to do instead."""
    if event.state == EventState.RECEIVED:
        raise Refused("This event is still tried by itself, for two days: what it belongs to may come after it.")
    check_replay(event)
    return update_without_donation(event)


def update_without_donation(event: ProviderEvent) -> PaymentUpdate:
    """The same, of an event that may be applied again."""
    update = _said_by(event)
    if isinstance(update, PlanUpdate):
        raise Refused("This event is about a regular gift, and belongs to no single one.")
    known = known_donation(update)
    if event.state == EventState.APPLIED:
        raise _in_the_books(known)
    if known:
        raise Refused(
            "This event is about gift %(donation)s, which is here: apply it again instead.", donation=known.reference
        )
    if isinstance(update, _NEEDS_ITS_PAYMENT):
        raise Refused(
            "This event is about payment %(payment)s, which is not here. Please tie an event of that payment to its "
            "gift first: this one is then applied with it.",
            payment=update.payment_id,
        )
    if isinstance(update, CheckoutEnded):
        raise Refused("This event is about a payment page that nobody here has opened: it says nothing about a gift.")
    if (payment_id := getattr(update, "payment_id", None)) and bears_no_mark(event):
        refuse_others_money(payment_id)
    return update


def bears_no_mark(event: ProviderEvent) -> bool:
    """Nobody here had asked for it. With our mark its donation was here once, and belongs back into the books."""
    return read_header(json.loads(stored_body(event) or "")).installation is None


def check_target(donation: Donation) -> None:
    """Raises `Refused` for a donation that no provider's event can be about."""
    if session.get(ManualRecord, donation.id):
        raise Refused("This gift was recorded by hand: no payment of the provider can belong to it.")
    if donation.frequency != Frequency.ONCE:
        raise Refused(
            "This gift is part of a regular one: the provider tells of each instalment by itself. Please tie the event "
            "to another gift, or record a gift from it."
        )


def known_donation(update: PaymentUpdate) -> Donation | None:
    """The donation that payment, payment page or reference name."""
    payment_id: str | None = getattr(update, "payment_id", None)
    if payment_id and (home := donation_id_of_payment(payment_id)):
        return donation_by_id(home)
    session_id: str | None = getattr(update, "session_id", None)
    if session_id and (attempt := attempt_by_session(session_id)):
        return attempt.donation
    return session.scalar(select(Donation).where(Donation.reference == update.reference)) if update.reference else None


def _in_the_books(known: Donation | None) -> Refused:
    if known:
        return Refused("This event is applied, and is about gift %(donation)s.", donation=known.reference)
    return Refused("This event is applied: what it says is in the books.")


def _said_by(event: ProviderEvent) -> PaymentUpdate | PlanUpdate:
    try:
        update = read_event(json.loads(stored_body(event) or ""))
    except (ValueError, BadEvent) as problem:
        raise Refused("This event cannot be understood: %(problem)s.", problem=str(problem)) from None
    if update is None:
        raise Refused("This event says nothing about a gift.")
    return update
