"""The trail of what staff did: append-only, each row sealed to the one before by its hash."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import clock, ids
from donations.core.database import Base


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
