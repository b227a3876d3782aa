"""Giving regularly: plans, their instalments and changes, and what is known of their cards.

Only adds: the previous version runs on meanwhile.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011_recurring_plans"
down_revision = "0010_sums_of_days"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
FREQUENCIES = "frequency IN ('once', 'monthly', 'quarterly', 'yearly')"
SQLITE_GUARD = """CREATE TRIGGER plan_history_no_{verb} BEFORE {verb} ON plan_history
BEGIN SELECT RAISE(ABORT, 'plan_history is append-only'); END"""
POSTGRES_GUARD = (
    "CREATE TRIGGER plan_history_no_{verb} BEFORE {verb} ON plan_history FOR EACH {each}"
    " EXECUTE FUNCTION refuse_change()"
)


def upgrade() -> None:
    gifts()
    plans()
    instalments()
    changes()
    failures()
    history()


def gifts() -> None:
    """A gift, and a payment page, says how often."""
    check = sa.CheckConstraint(FREQUENCIES, name=op.f("ck_donation_frequency"))
    op.add_column(
        "donation", sa.Column("frequency", sa.String(length=10), check, server_default="once", nullable=False)
    )
    with op.batch_alter_table("checkout_attempt") as attempt:  # SQLite adds no foreign key to a table as it is
        attempt.add_column(sa.Column("frequency", sa.String(length=10), server_default="once", nullable=False))
        attempt.add_column(sa.Column("fund_id", sa.Uuid(), nullable=True))
        attempt.create_check_constraint(op.f("ck_checkout_attempt_frequency"), FREQUENCIES)
        attempt.create_check_constraint(op.f("ck_checkout_attempt_fund"), "frequency = 'once' OR fund_id IS NOT NULL")
        attempt.create_foreign_key(op.f("fk_checkout_attempt_fund_id_fund"), "fund", ["fund_id"], ["id"])


def plans() -> None:
    """What the provider makes them for, the plans, and their cards."""
    op.create_table(
        "fund_product",
        sa.Column("fund_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.String(length=60), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_fund_product_fund_id_fund")),
        sa.PrimaryKeyConstraint("fund_id", name=op.f("pk_fund_product")),
        sa.UniqueConstraint("product_id", name=op.f("uq_fund_product_product_id")),
    )
    op.create_table(
        "recurring_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("interval", sa.String(length=10), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("covered_costs_minor", sa.BigInteger(), nullable=False),
        sa.Column("instalments_planned", sa.BigInteger(), nullable=True),
        sa.Column("fund_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("placement", sa.String(length=120), nullable=True),
        sa.Column("first_donation_id", sa.Uuid(), nullable=True),
        sa.Column("supporter_id", sa.Uuid(), nullable=True),
        sa.Column("donor_name", sa.Text(), nullable=False),
        sa.Column("donor_email", sa.Text(), nullable=False),
        sa.Column("donor_address", sa.JSON(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("privacy_version", sa.BigInteger(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("end_reason", sa.String(length=20), nullable=True),
        sa.Column("provider_plan_id", sa.String(length=255), nullable=True),
        sa.Column("provider_item_id", sa.String(length=255), nullable=True),
        sa.Column("provider_customer_id", sa.String(length=255), nullable=True),
        sa.Column("payment_method_id", sa.String(length=255), nullable=True),
        sa.Column("reported_at", MOMENT, nullable=True),
        sa.Column("reported_key", sa.String(length=320), nullable=True),
        sa.CheckConstraint(
            "(status IN ('cancelled', 'ended')) = (ended_at IS NOT NULL)", name=op.f("ck_recurring_plan_ended_at")
        ),
        sa.CheckConstraint(
            "NOT (status IN ('cancelled', 'ended')) OR next_on IS NULL", name=op.f("ck_recurring_plan_over")
        ),
        sa.CheckConstraint("kind = 'card' OR provider_plan_id IS NULL", name=op.f("ck_recurring_plan_standing_order")),
        sa.CheckConstraint("kind IN ('card', 'standing_order')", name=op.f("ck_recurring_plan_kind")),
        sa.CheckConstraint(
            "status IN ('active', 'past_due', 'paused', 'cancelled', 'ended')", name=op.f("ck_recurring_plan_status")
        ),
        sa.CheckConstraint(
            "\"interval\" IN ('monthly', 'quarterly', 'yearly')", name=op.f("ck_recurring_plan_interval")
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name=op.f("ck_recurring_plan_end_reason")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_recurring_plan_amount")),
        sa.CheckConstraint(
            "covered_costs_minor >= 0 AND covered_costs_minor < amount_minor",
            name=op.f("ck_recurring_plan_covered_costs"),
        ),
        sa.CheckConstraint(
            "instalments_planned IS NULL OR instalments_planned > 0", name=op.f("ck_recurring_plan_instalments_planned")
        ),
        sa.CheckConstraint(
            "length(currency) = 3 AND currency = upper(currency)", name=op.f("ck_recurring_plan_currency")
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_recurring_plan_campaign_id_campaign")),
        sa.ForeignKeyConstraint(
            ["first_donation_id"], ["donation.id"], name=op.f("fk_recurring_plan_first_donation_id_donation")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_recurring_plan_fund_id_fund")),
        sa.ForeignKeyConstraint(
            ["supporter_id"], ["supporter.id"], name=op.f("fk_recurring_plan_supporter_id_supporter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurring_plan")),
        sa.UniqueConstraint("first_donation_id", name=op.f("uq_recurring_plan_first_donation_id")),
        sa.UniqueConstraint("provider_plan_id", name=op.f("uq_recurring_plan_provider_plan_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_recurring_plan_reference")),
    )
    op.create_index(op.f("ix_recurring_plan_fund_id"), "recurring_plan", ["fund_id"], unique=False)
    op.create_index(
        "ix_recurring_plan_next_on",
        "recurring_plan",
        ["next_on"],
        unique=False,
        sqlite_where=sa.text("next_on IS NOT NULL"),
        postgresql_where=sa.text("next_on IS NOT NULL"),
    )
    op.create_index(op.f("ix_recurring_plan_payment_method_id"), "recurring_plan", ["payment_method_id"], unique=False)
    op.create_index(
        op.f("ix_recurring_plan_provider_customer_id"), "recurring_plan", ["provider_customer_id"], unique=False
    )
    op.create_index("ix_recurring_plan_status", "recurring_plan", ["status", "id"], unique=False)
    op.create_index(op.f("ix_recurring_plan_supporter_id"), "recurring_plan", ["supporter_id"], unique=False)
    op.create_table(
        "plan_card",
        sa.Column("payment_method_id", sa.String(length=255), nullable=False),
        sa.Column("provider_customer_id", sa.String(length=255), nullable=True),
        sa.Column("brand", sa.String(length=40), nullable=True),
        sa.Column("last4", sa.String(length=4), nullable=True),
        sa.Column("exp_month", sa.BigInteger(), nullable=True),
        sa.Column("exp_year", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reported_at", MOMENT, nullable=False),
        sa.Column("reported_key", sa.String(length=320), nullable=False),
        sa.Column("renewed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("payment_method_id", name=op.f("pk_plan_card")),
    )


def instalments() -> None:
    """One row for each period."""
    op.create_table(
        "instalment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("donation_id", sa.Uuid(), nullable=True),
        sa.Column("rival_of_id", sa.Uuid(), nullable=True),
        sa.Column("provider_invoice_id", sa.String(length=255), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("next_attempt_at", MOMENT, nullable=True),
        sa.Column("payment_page", sa.Text(), nullable=True),
        sa.Column("needs_confirmation", sa.Boolean(), nullable=False),
        sa.Column("failed_at", MOMENT, nullable=True),
        sa.Column("decline_code", sa.String(length=60), nullable=True),
        sa.Column("declined_at", MOMENT, nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(donation_id IS NOT NULL) = (status IN ('settled', 'held'))", name=op.f("ck_instalment_donation")
        ),
        sa.CheckConstraint(
            "status IN ('due', 'failing', 'settled', 'held', 'skipped', 'lost')", name=op.f("ck_instalment_status")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_instalment_amount")),
        sa.CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name=op.f("ck_instalment_currency")),
        sa.CheckConstraint("period_start < period_end", name=op.f("ck_instalment_period")),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_instalment_donation_id_donation")),
        sa.ForeignKeyConstraint(["plan_id"], ["recurring_plan.id"], name=op.f("fk_instalment_plan_id_recurring_plan")),
        sa.ForeignKeyConstraint(["rival_of_id"], ["instalment.id"], name=op.f("fk_instalment_rival_of_id_instalment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
        sa.UniqueConstraint("donation_id", name=op.f("uq_instalment_donation_id")),
        sa.UniqueConstraint("provider_invoice_id", name=op.f("uq_instalment_provider_invoice_id")),
    )
    op.create_index(
        "ix_instalment_next_attempt_at",
        "instalment",
        ["next_attempt_at"],
        unique=False,
        sqlite_where=sa.text("next_attempt_at IS NOT NULL"),
        postgresql_where=sa.text("next_attempt_at IS NOT NULL"),
    )
    op.create_index("ix_instalment_plan_id", "instalment", ["plan_id", "period_start"], unique=False)
    op.create_index(op.f("ix_instalment_rival_of_id"), "instalment", ["rival_of_id"], unique=False)
    op.create_index("ix_instalment_status", "instalment", ["status", "id"], unique=False)
    op.create_index(
        "uq_instalment_settled_period",
        "instalment",
        ["plan_id", "period_start"],
        unique=True,
        sqlite_where=sa.text("status = 'settled' AND rival_of_id IS NULL"),
        postgresql_where=sa.text("status = 'settled' AND rival_of_id IS NULL"),
    )


def changes() -> None:
    """What somebody asked for."""
    op.create_table(
        "plan_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.String(length=10), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("session_id", sa.String(length=255), nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("refused_at", MOMENT, nullable=True),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.CheckConstraint("(asked_by = 'staff') = (staff_id IS NOT NULL)", name=op.f("ck_plan_change_staff")),
        sa.CheckConstraint("asked_by IN ('supporter', 'staff', 'service')", name=op.f("ck_plan_change_asked_by")),
        sa.CheckConstraint(
            "kind IN ('amount', 'interval', 'date', 'fund', 'pause', 'skip', 'resume', 'cancel', 'card')",
            name=op.f("ck_plan_change_kind"),
        ),
        sa.CheckConstraint("(refused_at IS NULL) = (problem IS NULL)", name=op.f("ck_plan_change_problem")),
        sa.CheckConstraint("done_at IS NULL OR refused_at IS NULL", name=op.f("ck_plan_change_outcome")),
        sa.CheckConstraint("number > 0", name=op.f("ck_plan_change_number")),
        sa.ForeignKeyConstraint(["plan_id"], ["recurring_plan.id"], name=op.f("fk_plan_change_plan_id_recurring_plan")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_plan_change_staff_id_staff_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_change")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_plan_change_plan_id_number")),
        sa.UniqueConstraint("session_id", name=op.f("uq_plan_change_session_id")),
    )
    op.create_index("ix_plan_change_kind", "plan_change", ["kind", "asked_at"], unique=False)
    op.create_index(
        "ix_plan_change_open",
        "plan_change",
        ["plan_id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL AND refused_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND refused_at IS NULL"),
    )


def failures() -> None:
    """The stories of collections that failed."""
    op.create_table(
        "collection_failure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instalment_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("family", sa.String(length=20), nullable=True),
        sa.Column("decline_code", sa.String(length=60), nullable=True),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("next_step_at", MOMENT, nullable=True),
        sa.Column("mended_at", MOMENT, nullable=True),
        sa.Column("mended_by", sa.String(length=40), nullable=True),
        sa.Column("lost_at", MOMENT, nullable=True),
        sa.CheckConstraint("mended_at IS NULL OR lost_at IS NULL", name=op.f("ck_collection_failure_end")),
        sa.CheckConstraint(
            "next_step_at IS NULL OR (mended_at IS NULL AND lost_at IS NULL)",
            name=op.f("ck_collection_failure_next_step"),
        ),
        sa.CheckConstraint("step >= 0", name=op.f("ck_collection_failure_step")),
        sa.ForeignKeyConstraint(
            ["instalment_id"], ["instalment.id"], name=op.f("fk_collection_failure_instalment_id_instalment")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["recurring_plan.id"], name=op.f("fk_collection_failure_plan_id_recurring_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_failure")),
        sa.UniqueConstraint("instalment_id", name=op.f("uq_collection_failure_instalment_id")),
    )
    op.create_index("ix_collection_failure_began_at", "collection_failure", ["began_at"], unique=False)
    op.create_index(
        "ix_collection_failure_due",
        "collection_failure",
        ["next_step_at"],
        unique=False,
        sqlite_where=sa.text("next_step_at IS NOT NULL"),
        postgresql_where=sa.text("next_step_at IS NOT NULL"),
    )
    op.create_index(
        "ix_collection_failure_open",
        "collection_failure",
        ["plan_id"],
        unique=False,
        sqlite_where=sa.text("mended_at IS NULL AND lost_at IS NULL"),
        postgresql_where=sa.text("mended_at IS NULL AND lost_at IS NULL"),
    )


def history() -> None:
    """Append-only."""
    op.create_table(
        "plan_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("was", sa.String(length=10), nullable=True),
        sa.Column("became", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("change_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["change_id"], ["plan_change.id"], name=op.f("fk_plan_history_change_id_plan_change")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["provider_event.id"], name=op.f("fk_plan_history_event_id_provider_event")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["recurring_plan.id"], name=op.f("fk_plan_history_plan_id_recurring_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_history")),
    )
    op.create_index(op.f("ix_plan_history_plan_id"), "plan_history", ["plan_id"], unique=False)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for verb in ("update", "delete") if is_sqlite else ("update", "delete", "truncate"):
        each = "STATEMENT" if verb == "truncate" else "ROW"
        op.execute((SQLITE_GUARD if is_sqlite else POSTGRES_GUARD).format(verb=verb, each=each))
