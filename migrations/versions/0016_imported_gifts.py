"""Gifts brought from another system: recorded by hand with its ways to pay, each once, their receipts issued there.

Only adds, or allows what was refused: the previous version runs on meanwhile.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016_imported_gifts"
down_revision = "0015_places_without_a_bit"
branch_labels = None
depends_on = None

METHODS = (
    "method IN ('cash', 'bank_transfer', 'cheque', 'in_kind', "
    "'card', 'blik', 'p24', 'paypal', 'link', 'sepa_debit', 'bacs_debit', 'us_bank_account')"
)


def upgrade() -> None:
    op.add_column(
        "donation", sa.Column("has_receipt_elsewhere", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    with op.batch_alter_table("manual_record") as record:
        record.drop_constraint(op.f("ck_manual_record_method"), type_="check")
        record.create_check_constraint(op.f("ck_manual_record_method"), METHODS)
    op.create_table(
        "imported_gift",
        sa.Column("donation_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["donation_id"],
            ["manual_record.donation_id"],
            name=op.f("fk_imported_gift_donation_id_manual_record"),
        ),
        sa.PrimaryKeyConstraint("donation_id", name=op.f("pk_imported_gift")),
        sa.UniqueConstraint("source", "reference", name=op.f("uq_imported_gift_source_reference")),
    )
    op.create_index("ix_imported_gift_import_id", "imported_gift", ["import_id"], unique=False)
