"""Another e-mail address needs a yes from the old one, too.

Only adds: the previous version, which runs on meanwhile, applies a change as soon as the new address confirms it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018_both_addresses"
down_revision = "0017_plan_began"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("email_change", sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
    # What was confirmed until now needed no more than that: nothing of it waits for the old address.
    op.execute("UPDATE email_change SET approved_at = confirmed_at WHERE confirmed_at IS NOT NULL")
