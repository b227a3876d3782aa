"""My giving: the supporter's own place.

Only adds: the previous version runs on meanwhile.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012_my_giving"
down_revision = "0011_recurring_plans"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.add_column("supporter", sa.Column("address", sa.JSON(), nullable=True))
    op.add_column("supporter", sa.Column("session_version", sa.BigInteger(), server_default="1", nullable=False))
    op.add_column("letter", sa.Column("asked_by", sa.Uuid(), nullable=True))
    links()
    wishes()
    summaries()


def links() -> None:
    """Links sent by mail, used once."""
    op.create_table(
        "supporter_sign_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=True),
        sa.Column("account_digest", sa.String(length=64), nullable=False),
        sa.Column("address_digest", sa.String(length=64), nullable=False),
        sa.Column("supporter_id", sa.Uuid(), nullable=True),
        sa.Column("session_version", sa.BigInteger(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["supporter_id"], ["supporter.id"], name=op.f("fk_supporter_sign_in_supporter_id_supporter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supporter_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_supporter_sign_in_token_hash")),
    )
    op.create_index("ix_supporter_sign_in_account", "supporter_sign_in", ["account_digest", "asked_at"], unique=False)
    op.create_index("ix_supporter_sign_in_address", "supporter_sign_in", ["address_digest", "asked_at"], unique=False)
    op.create_index("ix_supporter_sign_in_asked_at", "supporter_sign_in", ["asked_at"], unique=False)
    op.create_index("ix_supporter_sign_in_supporter_id", "supporter_sign_in", ["supporter_id"], unique=False)
    op.create_table(
        "email_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("supporter_id", sa.Uuid(), nullable=False),
        sa.Column("old_email", sa.Text(), nullable=False),
        sa.Column("new_email", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("applied_at", MOMENT, nullable=True),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["supporter_id"], ["supporter.id"], name=op.f("fk_email_change_supporter_id_supporter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_change")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_email_change_token_hash")),
    )
    op.create_index("ix_email_change_supporter_id", "email_change", ["supporter_id"], unique=False)


def wishes() -> None:
    """What supporters ask of those who work here."""
    op.create_table(
        "supporter_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("supporter_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('forget', 'merge')", name=op.f("ck_supporter_request_kind")),
        sa.CheckConstraint("(kind = 'merge') = (other_id IS NOT NULL)", name=op.f("ck_supporter_request_other")),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name=op.f("ck_supporter_request_closed_by")),
        sa.ForeignKeyConstraint(["other_id"], ["supporter.id"], name=op.f("fk_supporter_request_other_id_supporter")),
        sa.ForeignKeyConstraint(
            ["supporter_id"], ["supporter.id"], name=op.f("fk_supporter_request_supporter_id_supporter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supporter_request")),
    )
    op.create_index(
        "ix_supporter_request_open", "supporter_request", ["asked_at"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index("ix_supporter_request_supporter_id", "supporter_request", ["supporter_id"], unique=False)


def summaries() -> None:
    """Summaries of gifts, printed for whoever asked, kept for a day."""
    op.create_table(
        "giving_summary",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("supporter_id", sa.Uuid(), nullable=False),
        sa.Column("day_from", sa.Date(), nullable=False),
        sa.Column("day_to", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("printed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["supporter_id"], ["supporter.id"], name=op.f("fk_giving_summary_supporter_id_supporter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_giving_summary")),
    )
    op.create_index("ix_giving_summary_asked_at", "giving_summary", ["asked_at"], unique=False)
    op.create_index("ix_giving_summary_supporter_id", "giving_summary", ["supporter_id", "asked_at"], unique=False)
