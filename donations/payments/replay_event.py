"""An event is applied again, with those about the same payment."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import contains_eager, joinedload

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.errors import Refused
from donations.core.installation import Mode, installation
from donations.core.tokens import SealedText
from donations.payments.events import ProviderEventReceived
from donations.payments.models import ProviderEvent
from donations.payments.queries import stored_body
from donations.payments.receive_event import FOREIGN, InstallationKey, why_foreign
from donations.payments.states import MOVES, EventState
from donations.payments.stripe_events import USED_TYPES, EventHeader, read_event, read_header
from donations.payments.stripe_fields import BadEvent, Json, id_of, subject
from donations.payments.stripe_plan_events import invoice_of
from donations.payments.updates import InstalmentPaid, PaymentUpdate, PlanUpdate

StoredUpdate = tuple[ProviderEvent, PaymentUpdate | PlanUpdate]
_BEFORE_ITS_MONEY = timedelta(days=30)  # from a page to the end of a slow debit: weeks at the most


def put_aside_with(event: ProviderEvent, payment_id: str) -> list[ProviderEvent]:
    """The other events about that payment that were ignored or parked, locked, oldest first. Reads bodies of many.

    Raises `Refused` when one of them gives the payment to somebody else.
    """
    aside = [(each, update) for each, update in _aside(event, payment_id) if update.payment_id == payment_id]
    refuse_others_money(payment_id, [update.invoice_id for _, update in aside if isinstance(update, InstalmentPaid)])
    return [each for each, update in aside if not isinstance(update, PlanUpdate) and _may_be_replayed(each)]


def refuse_others_money(payment_id: str, invoices: Sequence[str] = ()) -> None:
    """Raises `Refused` for a payment that its own mark, or that of an invoice it pays, gives to somebody else."""
    update = list(_about(payment_id))
    paid = {*invoices, *(invoice for _, body in update if (invoice := _noted(invoice_of, body)))}
    for event, body in (*update, *(each for invoice in sorted(paid) for each in _about(invoice))):
        if (event.reason or "").startswith(FOREIGN):
            raise Refused(
                "This payment belongs to somebody else, as event %(event)s says.", event=event.provider_event_id
            )
        if event.object_id in paid and read_header(body).installation:
            raise Refused(
                "This payment is for an instalment of a regular gift: please apply event %(event)s again instead.",
                event=event.provider_event_id,
            )


def bodies_about(event: ProviderEvent) -> list[dict[str, Any]]:
    """What the event says and, when it is about a payment, what is known of its charge."""
    own: dict[str, Any] = json.loads(stored_body(event) or "")
    charge_id = _noted(lambda payment: id_of(payment, "latest_charge"), own)
    return [own, *(body for _, body in _about(charge_id))] if charge_id else [own]


def _aside(event: ProviderEvent, payment_id: str) -> Iterator[tuple[ProviderEvent, Any]]:
    """Those that may name the payment, with what they say."""
    request = (
        select(ProviderEvent)
        .join(SealedText, SealedText.id == ProviderEvent.body_id)
        .where(ProviderEvent.type.in_(USED_TYPES), ProviderEvent.state.in_((EventState.IGNORED, EventState.PARKED)))
        .where(ProviderEvent.happened_at >= event.happened_at - _BEFORE_ITS_MONEY, ProviderEvent.id != event.id)
        .where(SealedText.text.contains(payment_id, autoescape=True))
    )
    request = request.options(contains_eager(ProviderEvent.body)).order_by(ProviderEvent.id)
    locked = request.with_for_update(of=ProviderEvent).execution_options(populate_existing=True)
    for each in session.scalars(locked).all():
        try:
            update = read_event(json.loads(stored_body(each) or ""))
        except (ValueError, BadEvent):
            continue
        if hasattr(update, "payment_id"):
            yield each, update


def _about(object_id: str) -> Iterator[tuple[ProviderEvent, dict[str, Any]]]:
    """Those that can be read."""
    request = select(ProviderEvent).where(ProviderEvent.object_id == object_id).options(joinedload(ProviderEvent.body))
    for event in session.scalars(request).all():
        try:
            body: dict[str, Any] = json.loads(stored_body(event) or "")
            read_header(body)
        except (ValueError, BadEvent):
            continue
        yield event, body


def _noted(read: Callable[[Json], str | None], body: Json) -> str | None:
    """None also for what others wrote there in a way of their own."""
    try:
        return read(subject(body))
    except BadEvent:
        return None


def _may_be_replayed(event: ProviderEvent) -> bool:
    try:
        check_replay(event)
    except Refused:
        return False
    return True


_CLOSED = (
    update(ProviderEvent)
    .where(ProviderEvent.id == bindparam("event"))
    .values(state=bindparam("as_state"), reason=bindparam("because"), applied_at=bindparam("at"))
)


def close_event(event_id: UUID, state: EventState, reason: str | None = None) -> None:
    """The event is locked by the caller's transaction."""
    at = clock.now() if state == EventState.APPLIED else None
    values = {"event": event_id, "as_state": state, "because": reason, "at": at}
    session.connection().execute(_CLOSED, values)


def replay_event(event: ProviderEvent) -> None:
    """Back into the queue. Raises `Refused` when it may not be."""
    check_replay(event)
    event.state, event.reason, event.applied_at = EventState.RECEIVED, None, None
    session.flush()
    outbox.record(ProviderEventReceived(event.id))


def check_replay(event: ProviderEvent) -> None:
    """Raises `Refused` for an event that still waits, and for one that is another's: its money is never touched.

    What was of no use when it came may be of use to a later version.
    """
    if EventState.RECEIVED not in MOVES[EventState(event.state)]:
        raise Refused("%(event)s still waits to be applied: it is tried by itself.", event=event.provider_event_id)
    header, here = _header(event), installation()
    if why_foreign(header, InstallationKey(Mode(here.mode), here.installation_id)):
        raise _whose(header)


def _whose(header: EventHeader) -> Refused:
    if header.account:
        return Refused(
            "This event belongs to the connected account %(account)s: its money is not for these books.",
            account=header.account,
        )
    if header.livemode != (installation().mode == Mode.LIVE):
        if header.livemode:
            return Refused("This event tells of real money, and these books are a test: it is not for them.")
        return Refused("This event is of a test, and these books are of real money: it is not for them.")
    return Refused(
        "This event belongs to another installation (%(installation)s): its money is for the books there.",
        installation=header.installation,
    )


def _header(event: ProviderEvent) -> EventHeader:
    body = stored_body(event)
    if body is None:
        raise Refused("The body of this event has been deleted: it cannot be applied again.")
    try:
        return read_header(json.loads(body))
    except (ValueError, BadEvent):
        raise Refused("The body of this event cannot be read: it cannot be applied again.") from None
