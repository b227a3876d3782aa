"""Write one row of the trail, in the transaction of the act itself."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import clock, ids
from donations.core.database import Base, compact_json, lock_words, session
from donations.core.tokens import SealedText, seal
from donations.staff.models import StaffMember


class AuditEntry(Base):
    """One act. Who and on what by id; why, before and after lie in sealed text, bound by their digest."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject_kind", "subject_id"),
        Index("ix_audit_entry_subject_id", "subject_id", "sequence"),
        Index("ix_audit_entry_action", "action", "sequence"),
        Index("ix_audit_entry_staff", "staff_id", "sequence"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    sequence: Mapped[int] = mapped_column(unique=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    staff_id: Mapped[UUID | None]  # NULL: the command line of the machine
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID | None]
    sealed_id: Mapped[UUID]  # no foreign key: the text may be forgotten, this row may not change
    digest: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Act:
    """What was done to what, why, and what changed. `by` is a staff member's id; None on the command line."""

    action: str
    subject_kind: str
    subject_id: UUID | None = None
    by: UUID | None = None
    reason: str = ""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


def record_audit(act: Act) -> AuditEntry:
    """In the caller's transaction."""
    return record_audits([act])[0]


def record_audits(acts: Iterable[Act]) -> list[AuditEntry]:
    """In the caller's transaction; entries are written one after the other, never by two at once."""
    lock_words("audit trail")
    last = session.scalar(select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1))
    entries = []
    for act in acts:
        last = _entry(act, last)
        entries.append(last)
    session.flush()
    return entries


def _entry(act: Act, last: AuditEntry | None) -> AuditEntry:
    text = compact_json({"reason": act.reason, "before": act.before, "after": act.after})
    salt, digest = seal(text)
    sealed = SealedText(id=ids.new_id(), subject="audit", text=text, salt=salt)
    entry = AuditEntry(
        id=ids.new_id(),
        sequence=last.sequence + 1 if last else 1,
        at=clock.now(),
        staff_id=act.by,
        action=act.action,
        subject_kind=act.subject_kind,
        subject_id=act.subject_id,
        sealed_id=sealed.id,
        digest=digest,
        previous_hash=last.hash if last else GENESIS,
    )
    entry.hash = hash_of(entry)
    session.add_all((sealed, entry))
    return entry


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over the row before and everything this row says."""
    parts = (
        entry.previous_hash,
        str(entry.sequence),
        entry.id.hex,
        entry.at.isoformat(),
        entry.staff_id.hex if entry.staff_id else "",
        entry.action,
        entry.subject_kind,
        entry.subject_id.hex if entry.subject_id else "",
        entry.digest,
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


PAGE = 50


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries; what is None does not narrow. `since` and `until` are moments, the second excluded."""

    staff_id: UUID | None = None
    action: str | None = None
    subject_kind: str | None = None
    subject_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry with its text; `is_forgotten` when the text is gone."""

    entry: AuditEntry
    reason: str = ""
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)
    is_forgotten: bool = False


def audit_page(chosen: AuditFilter, *, before: int | None = None) -> list[AuditLine]:
    """Up to `PAGE` + 1 lines with a sequence below `before`: one more than shown says that there are older ones."""
    details = select(AuditEntry, SealedText.text).outerjoin(SealedText, SealedText.id == AuditEntry.sealed_id)
    query = _filtered(details, chosen)
    if before is not None:
        query = query.where(AuditEntry.sequence < before)
    rows = session.execute(query.order_by(AuditEntry.sequence.desc()).limit(PAGE + 1))
    return [line_of(entry, text) for entry, text in rows]


def known_actions() -> list[str]:
    """Every action that ever happened."""
    return list(session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))


def known_subjects() -> list[str]:
    """Every kind of thing that was ever changed."""
    return list(session.scalars(select(AuditEntry.subject_kind).distinct().order_by(AuditEntry.subject_kind)))


def _filtered(query: Select[AuditEntry, str], chosen: AuditFilter) -> Select[AuditEntry, str]:
    equal = {
        AuditEntry.staff_id: chosen.staff_id,
        AuditEntry.action: chosen.action,
        AuditEntry.subject_kind: chosen.subject_kind,
        AuditEntry.subject_id: chosen.subject_id,
    }
    query = query.where(*(column == value for column, value in equal.items() if value is not None))
    if chosen.since:
        query = query.where(AuditEntry.at >= chosen.since)
    return query.where(AuditEntry.at < chosen.until) if chosen.until else query


def line_of(entry: AuditEntry, text: str | None) -> AuditLine:
    """The entry with its text, if that is still there."""
    if text is None:
        return AuditLine(entry, is_forgotten=True)
    details = json.loads(text)
    before, after = details["before"] or {}, details["after"] or {}
    changes = [(name, before.get(name), after.get(name)) for name in {**before, **after}]
    return AuditLine(entry, details["reason"], changes)


def lines_about(subject_ids: Iterable[UUID]) -> tuple[list[AuditLine], dict[UUID, str]]:
    """Oldest first, with the names of those who did it; in one question."""
    statement = (
        select(AuditEntry, SealedText.text, StaffMember.id, StaffMember.name, StaffMember.email)
        .outerjoin(SealedText, SealedText.id == AuditEntry.sealed_id)
        .outerjoin(StaffMember, StaffMember.id == AuditEntry.staff_id)
        .where(AuditEntry.subject_id.in_([*subject_ids]))
        .order_by(AuditEntry.sequence)
    )
    rows = session.execute(statement).all()
    names = {row.id: row.name or row.email for row in rows if row.id is not None}
    return [line_of(entry, text) for entry, text, *_ in rows], names
