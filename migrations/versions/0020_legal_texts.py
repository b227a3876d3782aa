"""Terms of giving by version, which gifts keep; and a legal notice beneath pages and letters.

Only adds: what the previous version writes meanwhile was given under no terms, as all that is here already.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020_legal_texts"
down_revision = "0019_failures_of_plans"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "terms_text",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_text")),
        sa.UniqueConstraint("language", "version", name=op.f("uq_terms_text_language_version")),
    )
    op.add_column("donation", sa.Column("terms_version", sa.BigInteger(), nullable=True))
    op.add_column("recurring_plan", sa.Column("terms_version", sa.BigInteger(), nullable=True))
    op.add_column("organisation", sa.Column("legal_notice", sa.JSON(), nullable=True))
