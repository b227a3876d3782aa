"""Regular gifts: what each instalment is for, which were let go in a pause, whose word was heard last, refusals seen.

Only adds, and every column may be empty: the previous version runs on meanwhile.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014_plan_money"
down_revision = "0013_plan_lists"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
# Of what is still to be collected; a gift that was made says itself what it is for.
FUNDS = """UPDATE instalment SET fund_id = (SELECT p.fund_id FROM recurring_plan p WHERE p.id = instalment.plan_id)
    WHERE fund_id IS NULL AND donation_id IS NULL"""
# What was refused of plans that are over, or was done at a later try, waits for nobody.
SETTLED_SINCE = """UPDATE plan_change SET refusal_seen_at = refused_at WHERE refused_at IS NOT NULL AND (
    EXISTS (SELECT 1 FROM recurring_plan p WHERE p.id = plan_change.plan_id AND p.ended_at IS NOT NULL)
    OR EXISTS (SELECT 1 FROM plan_change o WHERE o.plan_id = plan_change.plan_id AND o.kind = plan_change.kind
    AND o.number > plan_change.number AND o.done_at IS NOT NULL))"""
UNSEEN = sa.text("refused_at IS NOT NULL AND refusal_seen_at IS NULL")


def upgrade() -> None:
    fund = sa.ForeignKey("fund.id", name=op.f("fk_instalment_fund_id_fund"))
    op.add_column("instalment", sa.Column("fund_id", sa.Uuid(), fund, nullable=True), inline_references=True)
    op.add_column("instalment", sa.Column("called_off_at", MOMENT, nullable=True))
    op.add_column("recurring_plan", sa.Column("looked_at", MOMENT, nullable=True))
    op.add_column("plan_change", sa.Column("refusal_seen_at", MOMENT, nullable=True))
    op.create_index(
        "ix_plan_change_refused", "plan_change", ["refused_at", "plan_id"], sqlite_where=UNSEEN, postgresql_where=UNSEEN
    )
    op.execute(FUNDS)
    op.execute(SETTLED_SINCE)
