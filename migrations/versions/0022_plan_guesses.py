"""Gifts that look like a standing order nobody recorded. Only a table: the previous version runs on meanwhile."""

import sqlalchemy as sa
from alembic import op

revision = "0022_plan_guesses"
down_revision = "0021_payment_cancel"
branch_labels = None
depends_on = None

IS_OPEN = sa.text("dismissed_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "plan_guess",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("supporter_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("interval", sa.String(length=10), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("gifts", sa.BigInteger(), nullable=False),
        sa.Column("lapses_on", sa.Date(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_plan_guess_amount")),
        sa.CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name=op.f("ck_plan_guess_currency")),
        sa.CheckConstraint("\"interval\" IN ('monthly', 'quarterly', 'yearly')", name=op.f("ck_plan_guess_interval")),
        sa.CheckConstraint("gifts > 1", name=op.f("ck_plan_guess_gifts")),
        sa.CheckConstraint("(dismissed_at IS NULL) = (dismissed_by IS NULL)", name=op.f("ck_plan_guess_dismissed")),
        sa.ForeignKeyConstraint(["supporter_id"], ["supporter.id"], name=op.f("fk_plan_guess_supporter_id_supporter")),
        sa.ForeignKeyConstraint(
            ["dismissed_by"], ["staff_member.id"], name=op.f("fk_plan_guess_dismissed_by_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_guess")),
        sa.UniqueConstraint(
            "supporter_id",
            "currency",
            "amount_minor",
            name=op.f("uq_plan_guess_supporter_id_currency_amount_minor"),
        ),
    )
    op.create_index(
        "ix_plan_guess_open",
        "plan_guess",
        ["lapses_on", "id"],
        unique=False,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
