"""Reading the trail: newest first, filtered, a page at a time."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from donations.core.database import session
from donations.core.sealed import SealedText
from donations.staff.models import StaffMember
from donations.staff.record_audit import AuditEntry

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


def audit_page(wanted: AuditFilter, *, before: int | None = None) -> list[AuditLine]:
    """Up to `PAGE` + 1 lines with a sequence below `before`: one more than shown says that there are older ones."""
    told = select(AuditEntry, SealedText.text).outerjoin(SealedText, SealedText.id == AuditEntry.sealed_id)
    query = _filtered(told, wanted)
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


def _filtered(query: Select[AuditEntry, str], wanted: AuditFilter) -> Select[AuditEntry, str]:
    equal = {
        AuditEntry.staff_id: wanted.staff_id,
        AuditEntry.action: wanted.action,
        AuditEntry.subject_kind: wanted.subject_kind,
        AuditEntry.subject_id: wanted.subject_id,
    }
    query = query.where(*(column == value for column, value in equal.items() if value is not None))
    if wanted.since:
        query = query.where(AuditEntry.at >= wanted.since)
    return query.where(AuditEntry.at < wanted.until) if wanted.until else query


def line_of(entry: AuditEntry, text: str | None) -> AuditLine:
    """The entry with its text, if that is still there."""
    if text is None:
        return AuditLine(entry, is_forgotten=True)
    told = json.loads(text)
    before, after = told["before"] or {}, told["after"] or {}
    changes = [(name, before.get(name), after.get(name)) for name in {**before, **after}]
    return AuditLine(entry, told["reason"], changes)


def lines_about(subject_ids: Iterable[UUID]) -> tuple[list[AuditLine], dict[UUID, str]]:
    """Oldest first, with the names of those who did it; in one question."""
    asked = (
        select(AuditEntry, SealedText.text, StaffMember.id, StaffMember.name, StaffMember.email)
        .outerjoin(SealedText, SealedText.id == AuditEntry.sealed_id)
        .outerjoin(StaffMember, StaffMember.id == AuditEntry.staff_id)
        .where(AuditEntry.subject_id.in_([*subject_ids]))
        .order_by(AuditEntry.sequence)
    )
    rows = session.execute(asked).all()
    names = {row.id: row.name or row.email for row in rows if row.id is not None}
    return [line_of(entry, text) for entry, text, *_ in rows], names
