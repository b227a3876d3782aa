"""What the trail says about some things, however many there are: for the page of one of them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from donations.core.database import session
from donations.core.sealed import SealedText
from donations.staff.audit_models import AuditEntry
from donations.staff.audit_queries import AuditLine, line_of
from donations.staff.models import StaffMember


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
