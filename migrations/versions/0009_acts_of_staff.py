"""What staff do to gifts: refunds asked for here or recorded by hand, names corrected, letters sent again.

Only adds, or allows what was refused: the previous version runs on meanwhile.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009_acts_of_staff"
down_revision = "0008_refunds_of_a_gift"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
HELD = sa.text("held_reason IS NOT NULL")


def upgrade() -> None:
    op.add_column("donation", sa.Column("printed_name", sa.Text(), nullable=True))
    op.add_column("donation", sa.Column("is_message_hidden", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("ix_donation_held", "donation", ["started_at"], sqlite_where=HELD, postgresql_where=HELD)
    with op.batch_alter_table("supporter") as supporter:
        supporter.alter_column("email_key", existing_type=sa.Text(), nullable=True)
    with op.batch_alter_table("letter") as letter:
        letter.add_column(sa.Column("resend_of_id", sa.Uuid(), nullable=True))
        letter.create_foreign_key(op.f("fk_letter_resend_of_id_letter"), "letter", ["resend_of_id"], ["id"])
    op.create_index("ix_letter_resend_of_id", "letter", ["resend_of_id"], unique=False)
    open_refunds()
    op.create_index("ix_refund_status", "refund", ["status"], unique=False)
    op.create_index("ix_audit_entry_subject_id", "audit_entry", ["subject_id", "sequence"], unique=False)


def open_refunds() -> None:
    """A refund may begin here, before the provider knows of it, or have left by hand."""
    statuses = "status IN ('requested', 'pending', 'succeeded', 'cancelled', 'failed')"
    author = "requested_at IS NULL OR (requested_by IS NOT NULL AND reason IS NOT NULL)"
    with op.batch_alter_table("refund") as refund:
        for name in ("failure_seen_at", "requested_at", "sent_at"):
            refund.add_column(sa.Column(name, MOMENT, nullable=True))
        refund.add_column(sa.Column("requested_by", sa.Uuid(), nullable=True))
        refund.add_column(sa.Column("reason", sa.Text(), nullable=True))
        refund.add_column(sa.Column("bank_date", sa.Date(), nullable=True))
        refund.alter_column("provider_refund_id", existing_type=sa.String(length=255), nullable=True)
        refund.alter_column("payment_id", existing_type=sa.Uuid(), nullable=True)
        refund.alter_column("reported_at", existing_type=MOMENT, nullable=True)
        refund.drop_constraint(op.f("ck_refund_status"), type_="check")
        refund.create_check_constraint(op.f("ck_refund_status"), statuses)
        refund.create_check_constraint(op.f("ck_refund_bank_date"), "(payment_id IS NULL) = (bank_date IS NOT NULL)")
        refund.create_check_constraint(op.f("ck_refund_author"), author)
        origin = "requested_at IS NOT NULL OR provider_refund_id IS NOT NULL"
        refund.create_check_constraint(op.f("ck_refund_origin"), origin)
