"""What could not be collected is found by its plan. Only an index: the previous version runs on."""

from alembic import op

revision = "0019_failures_of_plans"
down_revision = "0018_both_addresses"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_collection_failure_plan_id", "collection_failure", ["plan_id"], unique=False)
