"""What the machine owes, as a list: filtered, newest first, each with what it is about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, literal, select, union_all

from donations.core import clock
from donations.core.database import session
from donations.core.outbox import PARKED, Owed
from donations.giving.models import Donation, Refund
from donations.mail.models import Letter
from donations.payments.models import ProviderEvent
from donations.receipts.models import Receipt
from donations.reporting.newest_first import Cursor, Page, newest_first


class WorkState(StrEnum):
    """How things stand with one row."""

    DUE = "due"  # to be done now, or being done
    RETRYING = "retrying"  # it failed, and is tried again by itself
    PARKED = "parked"  # every try failed: it needs attention
    PLANNED = "planned"  # its time has not come


@dataclass(frozen=True, slots=True)
class About:
    """What a row is about: a kind of thing, and its name for people."""

    kind: str  # donation, event, receipt or letter
    name: str  # of a donation its reference, of a receipt its number, of a letter to whom it goes


def work_page(state: WorkState | None, cursor: Cursor | None = None) -> Page[Owed]:
    """All of it, or what is in that state."""
    found = select(Owed)
    if state:
        found = found.where(_condition(state, clock.now()))
    return newest_first(found, Owed.id, cursor)


def state_of(row: Owed, now: datetime) -> WorkState:
    """Of one row."""
    if row.parked_at:
        return WorkState.PARKED
    if row.attempts:
        return WorkState.RETRYING
    return WorkState.PLANNED if row.due_at > now else WorkState.DUE


def things_of(rows: Sequence[Owed]) -> dict[UUID, About]:
    """What the rows are about, by their subject's id; in one question."""
    subjects = {row.subject_id for row in rows}
    if not subjects:
        return {}
    found = session.execute(union_all(*_parts(subjects)))
    return {row.id: About(row.kind, row.name) for row in found}


def _condition(state: WorkState, now: datetime) -> Any:
    waits: ColumnElement[bool] = Owed.parked_at.is_(None)
    return {
        WorkState.PARKED: PARKED,
        WorkState.RETRYING: and_(waits, Owed.attempts > 0),
        WorkState.DUE: and_(waits, Owed.attempts == 0, Owed.due_at <= now),
        WorkState.PLANNED: and_(waits, Owed.attempts == 0, Owed.due_at > now),
    }[state]


def _parts(subjects: Iterable[UUID]) -> list[Select[Any]]:
    """Ids of all kinds are looked up everywhere: they are never the same."""
    named = {
        "donation": (Donation.id, Donation.reference),
        "receipt": (Receipt.id, Receipt.number),
        "letter": (Letter.id, Letter.recipient_email),
        "event": (ProviderEvent.id, ProviderEvent.provider_event_id),
    }
    refunds = _part("donation", Refund.id, Donation.reference).join(Donation, Donation.id == Refund.donation_id)
    of_all = [_part(kind, *columns).where(columns[0].in_(subjects)) for kind, columns in named.items()]
    return [*of_all, refunds.where(Refund.id.in_(subjects))]


def _part(kind: str, own_id: Any, name: Any) -> Select[Any]:
    return select(literal(kind).label("kind"), own_id.label("id"), name.label("name"))
