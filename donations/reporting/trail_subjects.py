"""What the audit trail is about, by the names people know: references and numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Select, select

from donations.core.database import session
from donations.giving.models import Donation, Refund
from donations.receipts.models import Receipt
from donations.recurring.models import RecurringPlan
from donations.staff.audit_trail import AuditEntry

_REQUESTED: dict[str, Select[UUID, str]] = {
    "donation": select(Donation.id, Donation.reference),
    "refund": select(Refund.id, Donation.reference).join(Donation, Donation.id == Refund.donation_id),
    "receipt": select(Receipt.id, Receipt.number),
    "plan": select(RecurringPlan.id, RecurringPlan.reference),
}
_KEYS = {"donation": Donation.id, "refund": Refund.id, "receipt": Receipt.id, "plan": RecurringPlan.id}


@dataclass(slots=True)
class Subjects:
    """By id: a name, and of plans the currency their amounts are in."""

    names: dict[UUID, str] = field(default_factory=dict)
    currencies: dict[UUID, str] = field(default_factory=dict)


def subjects_of(entries: Iterable[AuditEntry]) -> Subjects:
    """One question for each kind there is, and one for the currencies."""
    by_kind: dict[str, set[UUID]] = {}
    for entry in entries:
        if entry.subject_id and entry.subject_kind in _REQUESTED:
            by_kind.setdefault(entry.subject_kind, set()).add(entry.subject_id)
    found = Subjects()
    for kind, ids in by_kind.items():
        found.names |= {row[0]: row[1] for row in session.execute(_REQUESTED[kind].where(_KEYS[kind].in_(ids)))}
    if plans := by_kind.get("plan"):
        statement = select(RecurringPlan.id, RecurringPlan.currency).where(RecurringPlan.id.in_(plans))
        found.currencies = {row[0]: row[1] for row in session.execute(statement)}
    return found
