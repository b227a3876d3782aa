"""The provider's events as a list: filtered, newest first, each with the donation it is about."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from donations.core.database import session
from donations.core.errors import NotFound
from donations.core.ids import ALPHABET, tidy_reference
from donations.core.tokens import SealedText
from donations.giving.desk_models import EventLink
from donations.giving.disputes import Dispute
from donations.giving.models import CheckoutAttempt, Donation, Payment, Refund
from donations.payments.models import NOT_OURS, ProviderEvent
from donations.payments.queries import event_by_provider_id, stored_body
from donations.payments.receive_event import FOREIGN
from donations.payments.stripe_fields import BadEvent, id_of, reference, subject
from donations.reporting.newest_first import Cursor, Page, newest_first
from donations.staff.audit_trail import AuditLine, lines_about
from donations.staff.models import StaffMember

_REFERENCE = re.compile(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")
_LENGTH_OF_REFERENCE = 9


class Whose(StrEnum):
    OURS = "ours"  # of this installation, or not known yet
    NOT_OURS = "not_ours"  # of others, for whatever reason
    OTHER_MODE = "other_mode"  # real money while this is a test, or the other way round


_CONDITIONS: dict[Whose, list[Any]] = {
    Whose.OURS: [or_(ProviderEvent.reason.is_(None), func.substr(ProviderEvent.reason, 1, 8) != "not ours")],
    Whose.NOT_OURS: [NOT_OURS],
    Whose.OTHER_MODE: [NOT_OURS, ProviderEvent.reason == "not ours: another mode"],
}


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What is None or empty does not narrow. `find`: a whole id of an event or its object, or a donation's
    reference.
    """

    state: str | None = None
    type: str | None = None
    whose: Whose | None = None
    find: str = ""


def events_page(chosen: EventFilter, cursor: Cursor | None = None) -> Page[ProviderEvent]:
    """Each condition has its index."""
    found = select(ProviderEvent)
    is_foreign_only = chosen.whose not in (None, Whose.OURS)
    if chosen.state:
        found = found.where(_beside(ProviderEvent.state, is_narrower=is_foreign_only) == chosen.state)
    if chosen.type:
        found = found.where(_beside(ProviderEvent.type, is_narrower=is_foreign_only) == chosen.type)
    if chosen.whose:
        found = found.where(and_(*_CONDITIONS[chosen.whose]))
    if chosen.find:
        found = found.where(_found_by(chosen.find))
    return newest_first(found, ProviderEvent.id, cursor)


def donations_of(events: Sequence[ProviderEvent]) -> dict[UUID, str]:
    """The reference of the donation each is about, where it is known."""
    body_ids = [event.body_id for event in events if event.body_id and not is_foreign(event)]
    statement = select(SealedText.id, SealedText.text).where(SealedText.id.in_(body_ids))
    texts: dict[UUID, str] = dict(session.execute(statement).all()) if body_ids else {}
    return known_donations({event: texts.get(event.body_id) if event.body_id else None for event in events})


def known_donations(bodies: Mapping[ProviderEvent, str | None]) -> dict[UUID, str]:
    """The same, of events with their bodies: by the payment, else by our reference, else as tied by hand."""
    details = {event.id: _clues(body) for event, body in bodies.items() if not is_foreign(event)}
    known = _known({clue for clues in details.values() for clue in clues if clue}, list(details))
    found = {
        event_id: next((known[clue] for clue in (*clues, event_id.hex) if clue in known), None)
        for event_id, clues in details.items()
    }
    return {event_id: donation for event_id, donation in found.items() if donation}


def is_foreign(event: ProviderEvent) -> bool:
    """Whether it bears the mark of somebody else: whatever it says is about nothing here."""
    return (event.reason or "").startswith(FOREIGN)


def _clues(text: str | None) -> tuple[str | None, str | None]:
    """What names the donation in the body of an event: the payment's id, and our reference."""
    try:
        about = subject(json.loads(text or "{}"))
        own_id = id_of(about, "id") if about.get("object") == "payment_intent" else None
        return own_id or id_of(about, "payment_intent"), reference(about)
    except (ValueError, BadEvent):
        return None, None


def _known(clues: set[str], event_ids: Sequence[UUID]) -> dict[str, str]:
    """References of donations by whatever names them; an event tied by hand by its own id."""
    if not event_ids:
        return {}
    payment = select(Payment.provider_payment_id, Donation.reference).join(Donation)
    linked = select(EventLink.event_id, Donation.reference).join(Donation, Donation.id == EventLink.donation_id)
    own = select(Donation.reference, Donation.reference).where(Donation.reference.in_(clues))
    named = session.execute(union_all(payment.where(Payment.provider_payment_id.in_(clues)), own))
    tied = session.execute(linked.where(EventLink.event_id.in_(event_ids)))
    return dict(named.all()) | {event_id.hex: donation for event_id, donation in tied}


def _beside(column: InstrumentedAttribute[str], *, is_narrower: bool) -> ColumnElement[str]:
    """The column itself; where the index of another condition is the narrower one, without its own index."""
    return func.lower(column) if is_narrower else column.expression


def _found_by(typed: str) -> ColumnElement[bool]:
    """By ids, so that no other filter is taken for the narrower one."""
    typed = typed.strip()
    tidy = tidy_reference(typed) if len(typed) in (_LENGTH_OF_REFERENCE, _LENGTH_OF_REFERENCE - 1) else ""
    if _REFERENCE.fullmatch(tidy):
        found = select(ProviderEvent.id).where(ProviderEvent.object_id.in_(_objects_of(tidy)))
        return ProviderEvent.id.in_(found)
    own = select(ProviderEvent.id).where(ProviderEvent.provider_event_id == typed)
    about = select(ProviderEvent.id).where(ProviderEvent.object_id == typed)
    return ProviderEvent.id.in_(union_all(own, about))


def _objects_of(found: str) -> Select[str | None]:
    """Everything of a donation that the provider knows by an id."""
    donation = select(Donation.id).where(Donation.reference == found).scalar_subquery()
    owned = (
        (Payment.provider_payment_id, Payment.donation_id),
        (Payment.provider_charge_id, Payment.donation_id),
        (CheckoutAttempt.session_id, CheckoutAttempt.donation_id),
        (Refund.provider_refund_id, Refund.donation_id),
        (Dispute.provider_dispute_id, Dispute.donation_id),
    )
    parts = union_all(*(select(name.label("name")).where(owner == donation) for name, owner in owned)).subquery()
    return select(parts.c.name)


_LONGEST_ID = 255


@dataclass(frozen=True, slots=True)
class Tied:
    """Who said which donation it is about, and why."""

    link: EventLink
    by: str


@dataclass(slots=True)
class EventFacts:
    """The event, its body in lines (None once it has been forgotten), its donation, and what staff did with it."""

    event: ProviderEvent
    body: str | None
    donation: str | None
    tied: Tied | None = None
    acts: list[AuditLine] = field(default_factory=list)
    names: dict[UUID, str] = field(default_factory=dict)


def find_event(name: str) -> ProviderEvent:
    """By the provider's id, or ours. Raises `NotFound`."""
    try:
        own_id = UUID(name)
    except ValueError:
        return event_by_provider_id(name[:_LONGEST_ID])
    found = session.get(ProviderEvent, own_id)
    if found is None:
        raise NotFound("There is no event %(event)s in the inbox.", event=name)
    return found


def event_facts(name: str) -> EventFacts:
    """Raises `NotFound`."""
    event = find_event(name)
    body = stored_body(event)
    facts = EventFacts(event, _in_lines(body), known_donations({event: body}).get(event.id))
    facts.acts, facts.names = lines_about([event.id])
    if any(line.entry.action == "event.linked" for line in facts.acts):
        facts.tied = _tied(event)
    return facts


def _tied(event: ProviderEvent) -> Tied | None:
    statement = select(EventLink, StaffMember.name, StaffMember.email).join(StaffMember, StaffMember.id == EventLink.by)
    row = session.execute(statement.where(EventLink.event_id == event.id)).one_or_none()
    return Tied(row[0], row.name or row.email) if row else None


def _in_lines(body: str | None) -> str | None:
    """For reading; what is no JSON stays as it came."""
    if body is None:
        return None
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except ValueError:
        return body
