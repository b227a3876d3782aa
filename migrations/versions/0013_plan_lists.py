"""Regular gifts as a list: found by words, counted and sorted along indexes; recorded once for each form.

Only adds: the previous version runs on meanwhile.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013_plan_lists"
down_revision = "0012_my_giving"
branch_labels = None
depends_on = None

PLAIN_LETTERS = sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql")
LISTED = ["status", "kind", "interval", "currency", "fund_id", "is_paused", "amount_minor", "supporter_id", "id"]
NEXT = ["next_on", "id", "status", "kind", "interval", "currency", "fund_id", "is_paused"]


def upgrade() -> None:
    op.add_column("recurring_plan", sa.Column("ticket", sa.String(length=40), nullable=True))
    op.create_index(op.f("ix_recurring_plan_ticket"), "recurring_plan", ["ticket"], unique=True)
    has_date = sa.text("next_on IS NOT NULL")
    op.drop_index("ix_recurring_plan_next_on", "recurring_plan")
    op.create_index(
        "ix_recurring_plan_next_on", "recurring_plan", NEXT, sqlite_where=has_date, postgresql_where=has_date
    )
    op.create_index("ix_recurring_plan_listed", "recurring_plan", LISTED, unique=False)
    op.create_index("ix_recurring_plan_amount", "recurring_plan", ["currency", "amount_minor", "id"], unique=False)
    op.create_index("ix_plan_card_expires", "plan_card", ["exp_year", "exp_month"], unique=False)
    op.create_table(
        "plan_word",
        sa.Column("word", PLAIN_LETTERS, nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["recurring_plan.id"], name=op.f("fk_plan_word_plan_id_recurring_plan")),
        sa.PrimaryKeyConstraint("word", "plan_id", name=op.f("pk_plan_word")),
    )
    op.create_index("ix_plan_word_plan_id", "plan_word", ["plan_id", "word"], unique=False)
