"""Payments on their way that the provider was asked to stop. Only a new table: the previous version runs on."""

import sqlalchemy as sa
from alembic import op

revision = "0021_payment_cancel"
down_revision = "0020_legal_texts"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "payment_cancel",
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("refusal", sa.String(length=60), nullable=True),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("requested_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.CheckConstraint("status IN ('requested', 'cancelled', 'refused')", name=op.f("ck_payment_cancel_status")),
        sa.CheckConstraint("(status = 'refused') = (refusal IS NOT NULL)", name=op.f("ck_payment_cancel_refusal")),
        sa.CheckConstraint(
            "(status = 'requested') = (answered_at IS NULL)", name=op.f("ck_payment_cancel_answered_at")
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_payment_cancel_payment_id_payment")),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["staff_member.id"], name=op.f("fk_payment_cancel_requested_by_staff_member")
        ),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_payment_cancel")),
    )
    op.create_index("ix_payment_cancel_status", "payment_cancel", ["status"], unique=False)
