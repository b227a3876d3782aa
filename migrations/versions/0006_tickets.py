"""A form of the desk that is sent twice is one act on many donations."""

import sqlalchemy as sa
from alembic import op

revision = "0006_tickets"
down_revision = "0005_received_by_day"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bulk_job", sa.Column("ticket", sa.String(length=40), nullable=True))
    op.create_index("ix_bulk_job_ticket", "bulk_job", ["ticket"], unique=True)
