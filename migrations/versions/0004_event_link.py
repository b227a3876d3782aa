"""The machine room: events tied to gifts by hand, letters somebody has seen to, and indexes for its lists."""

import sqlalchemy as sa
from alembic import op

revision = "0004_event_link"
down_revision = "0003_organisation_page"
branch_labels = None
depends_on = None

NOT_OURS = sa.text("substr(reason, 1, 8) = 'not ours'")
WAITS_FOR_A_PERSON = sa.text("lower(state) IN ('refused', 'unknown') AND seen_at IS NULL")
PARKED = sa.text("parked_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "event_link",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("donation_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["provider_event.id"], name=op.f("fk_event_link_event_id_provider_event")
        ),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_event_link_donation_id_donation")),
        sa.ForeignKeyConstraint(["by"], ["staff_member.id"], name=op.f("fk_event_link_by_staff_member")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_link")),
    )
    op.create_index("ix_event_link_donation_id", "event_link", ["donation_id"], unique=False)

    op.drop_index("ix_provider_event_state_received_at", "provider_event")
    op.create_index("ix_provider_event_state", "provider_event", ["state", "id"], unique=False)
    op.create_index("ix_provider_event_type", "provider_event", ["type", "id"], unique=False)
    op.create_index("ix_provider_event_type_state", "provider_event", ["type", "state", "id"], unique=False)
    create_partial_index("ix_provider_event_not_ours", "provider_event", NOT_OURS)

    op.add_column("letter", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("ix_letter_state", "letter")
    op.create_index("ix_letter_state", "letter", ["state", "id"], unique=False)
    op.create_index("ix_letter_kind", "letter", ["kind", "id"], unique=False)
    op.create_index("ix_letter_kind_state", "letter", ["kind", "state", "id"], unique=False)
    op.create_index("ix_letter_recipient_email", "letter", ["recipient_email"], unique=False)
    create_partial_index("ix_letter_waiting", "letter", WAITS_FOR_A_PERSON)

    create_partial_index("ix_outbox_parked", "outbox", PARKED)


def create_partial_index(name: str, table: str, condition: sa.TextClause) -> None:
    """By id, of the rows that fulfil the condition."""
    op.create_index(name, table, ["id"], unique=False, sqlite_where=condition, postgresql_where=condition)
