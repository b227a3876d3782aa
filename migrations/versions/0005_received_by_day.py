"""Figures of a span of days are added up along an index that holds all they need."""

from alembic import op

revision = "0005_received_by_day"
down_revision = "0004_event_link"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_day_figure_received",
        "day_figure",
        ["status", "day", "currency", "gifts", "amount_minor", "refunded_minor"],
        unique=False,
    )
