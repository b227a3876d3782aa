"""What staff arrange: the foundation's logo, when campaigns run and what they hope for."""

import sqlalchemy as sa
from alembic import op

revision = "0003_organisation_page"
down_revision = "0002_staff_desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation_logo",
        sa.Column("organisation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "width BETWEEN 1 AND 400 AND height BETWEEN 1 AND 160", name=op.f("ck_organisation_logo_size")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_logo_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_organisation_logo")),
    )
    op.create_table(
        "campaign_goal",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_campaign_goal_amount")),
        sa.CheckConstraint(
            "length(currency) = 3 AND currency = upper(currency)", name=op.f("ck_campaign_goal_currency")
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_goal_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_campaign_goal")),
    )
    op.add_column("campaign", sa.Column("starts_on", sa.Date(), nullable=True))
    op.add_column(
        "campaign",
        sa.Column(
            "ends_on",
            sa.Date(),
            sa.CheckConstraint(
                "starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on", name=op.f("ck_campaign_dates")
            ),
            nullable=True,
        ),
    )
