"""On PostgreSQL what only grows is not emptied either: TRUNCATE passes triggers that watch over rows."""

from alembic import op

revision = "0007_no_truncate"
down_revision = "0006_tickets"
branch_labels = None
depends_on = None

APPEND_ONLY = ("donation_history", "receipt", "receipt_gift", "receipt_document", "receipt_void", "audit_entry")
GUARD = """CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(GUARD.format(table=table))
