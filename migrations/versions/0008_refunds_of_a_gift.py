"""Refunds and disputes of one gift in one state have an index: else all of that state were looked through for each.

The index of placements goes: SQLite took it for narrower than the search, which knows every placement by its mark.
"""

from alembic import op

revision = "0008_refunds_of_a_gift"
down_revision = "0007_no_truncate"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("refund", "dispute"):
        op.drop_index(f"ix_{table}_donation_id", table)
        op.create_index(f"ix_{table}_donation_id", table, ["donation_id", "status"], unique=False)
    op.drop_index("ix_listed_donation_placement", "listed_donation")
