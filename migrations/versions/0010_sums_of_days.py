"""The figures of days are added up in the order they are grouped by. Only an index: the previous version runs on."""

from alembic import op

revision = "0010_sums_of_days"
down_revision = "0009_acts_of_staff"
branch_labels = None
depends_on = None

COLUMNS = ["currency", "status", "fund_id", "campaign_id", "day", "gifts", "amount_minor", "refunded_minor"]


def upgrade() -> None:
    op.create_index("ix_day_figure_sums", "day_figure", COLUMNS, unique=False)
