"""The inbox: every event the provider sent, once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from donations.core import clock, ids
from donations.core.database import Base
from donations.core.tokens import SealedText

# As `receive_event` and `provider_events` begin the reason; the same words in a query use its index.
NOT_OURS = text("substr(reason, 1, 8) = 'not ours'")


class ProviderEvent(Base):
    """One event, its raw body sealed away. Applied at most once; the reason says why it was not."""

    __tablename__ = "provider_event"
    __table_args__ = (
        CheckConstraint("state IN ('received', 'applied', 'ignored', 'parked')", name="state"),
        Index("ix_provider_event_state", "state", "id"),
        Index("ix_provider_event_type", "type", "id"),
        Index("ix_provider_event_type_state", "type", "state", "id"),
        Index("ix_provider_event_not_ours", "id", sqlite_where=NOT_OURS, postgresql_where=NOT_OURS),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    provider_event_id: Mapped[str] = mapped_column(String(255), unique=True)
    type: Mapped[str] = mapped_column(String(100))
    api_version: Mapped[str | None] = mapped_column(String(60))
    is_livemode: Mapped[bool]
    account: Mapped[str | None] = mapped_column(String(255))
    object_id: Mapped[str | None] = mapped_column(String(255), index=True)
    happened_at: Mapped[datetime]  # at the provider
    body_id: Mapped[UUID | None] = mapped_column(ForeignKey("sealed_text.id", ondelete="SET NULL"))
    body: Mapped[SealedText | None] = relationship()
    body_digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None]
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    applied_at: Mapped[datetime | None]
