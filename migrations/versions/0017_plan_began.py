"""The list of regular gifts by the day they began, along an index.

Only adds: the previous version runs on meanwhile.
"""

from alembic import op

revision = "0017_plan_began"
down_revision = "0016_imported_gifts"
branch_labels = None
depends_on = None

BEGAN = ["started_on", "id", "status", "kind", "interval", "currency", "fund_id", "is_paused"]


def upgrade() -> None:
    op.create_index("ix_recurring_plan_started_on", "recurring_plan", BEGAN, unique=False)
