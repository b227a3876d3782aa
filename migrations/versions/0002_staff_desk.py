"""The staff desk: accounts and their trail, lists and figures, and what staff work with."""

import sqlalchemy as sa
from alembic import op

revision = "0002_staff_desk"
down_revision = "0001_first"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_entry",)
SQLITE_GUARD = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
POSTGRES_GUARD = (
    "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
)
SQLITE_SEARCH = (
    """CREATE VIRTUAL TABLE donation_search USING fts5(words, marks, content='listed_donation',
    content_rowid='position', columnsize=0, detail=none, prefix='1 2 3 4 5 6 7 8', tokenize="ascii tokenchars '_'")""",
    """CREATE VIRTUAL TABLE donation_ranking USING fts5(marks, content='listed_donation',
    content_rowid='rank', columnsize=0, detail=none, tokenize="ascii tokenchars '_'")""",
    """CREATE TRIGGER listed_donation_added AFTER INSERT ON listed_donation BEGIN
    INSERT INTO donation_search(rowid, words, marks) VALUES (new.position, new.words, new.marks);
    INSERT INTO donation_ranking(rowid, marks) VALUES (new.rank, new.marks); END""",
    """CREATE TRIGGER listed_donation_removed AFTER DELETE ON listed_donation BEGIN
    INSERT INTO donation_search(donation_search, rowid, words, marks)
    VALUES ('delete', old.position, old.words, old.marks);
    INSERT INTO donation_ranking(donation_ranking, rowid, marks) VALUES ('delete', old.rank, old.marks); END""",
    """CREATE TRIGGER listed_donation_changed AFTER UPDATE OF position, words, marks ON listed_donation
    WHEN old.position <> new.position OR old.words <> new.words OR old.marks <> new.marks BEGIN
    INSERT INTO donation_search(donation_search, rowid, words, marks)
    VALUES ('delete', old.position, old.words, old.marks);
    INSERT INTO donation_search(rowid, words, marks) VALUES (new.position, new.words, new.marks); END""",
    """CREATE TRIGGER listed_donation_reranked AFTER UPDATE OF rank, marks ON listed_donation
    WHEN old.rank <> new.rank OR old.marks <> new.marks BEGIN
    INSERT INTO donation_ranking(donation_ranking, rowid, marks) VALUES ('delete', old.rank, old.marks);
    INSERT INTO donation_ranking(rowid, marks) VALUES (new.rank, new.marks); END""",
)
# A word's first letters are words of their own: to gather all that begins with `a` would take far too long.
POSTGRES_SEARCH = (
    """CREATE FUNCTION searched(words text, marks text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT array_to_tsvector(string_to_array(words || ' ' || marks, ' ') || ARRAY(
        SELECT DISTINCT '_p' || left(word, letters)
        FROM unnest(string_to_array(words, ' ')) word, generate_series(1, 3) letters WHERE word <> '')) $$""",
    """ALTER TABLE listed_donation ADD COLUMN search tsvector
    GENERATED ALWAYS AS (searched(words, marks)) STORED""",
    "ALTER TABLE listed_donation ALTER COLUMN search SET STATISTICS 1000",
    "CREATE INDEX ix_listed_donation_search ON listed_donation USING gin (search) WITH (fastupdate = off)",
)


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("sealed_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("sequence", name=op.f("uq_audit_entry_sequence")),
    )
    op.create_index("ix_audit_entry_action", "audit_entry", ["action", "sequence"], unique=False)
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"], unique=False)
    op.create_index("ix_audit_entry_staff", "audit_entry", ["staff_id", "sequence"], unique=False)
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject_kind", "subject_id"], unique=False)

    op.create_table(
        "day_figure",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("fund_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("gifts", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "fund_id", "campaign_id", "currency", "status", name=op.f("pk_day_figure")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("has_succeeded", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_account", "sign_in_attempt", ["account", "at"], unique=False)
    op.create_index("ix_sign_in_attempt_address", "sign_in_attempt", ["address", "at"], unique=False)
    op.create_index("ix_sign_in_attempt_at", "sign_in_attempt", ["at"], unique=False)

    op.create_table(
        "staff_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("fs_webauthn_user_handle", sa.String(length=64), nullable=False),
        sa.Column("tf_primary_method", sa.String(length=20), nullable=True),
        sa.Column("tf_totp_secret", sa.Text(), nullable=True),
        sa.Column("totp_counter", sa.BigInteger(), nullable=True),
        sa.Column("mf_recovery_codes", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('viewer', 'fundraiser', 'accountant', 'admin')", name=op.f("ck_staff_member_role")
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_staff_member_email_is_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_member_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_staff_member_fs_uniquifier")),
        sa.UniqueConstraint("fs_webauthn_user_handle", name=op.f("uq_staff_member_fs_webauthn_user_handle")),
    )
    op.create_table(
        "bulk_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(finished_at IS NULL) = (done + refused < total)", name=op.f("ck_bulk_job_finished_at")),
        sa.CheckConstraint("done >= 0 AND refused >= 0 AND done + refused <= total", name=op.f("ck_bulk_job_progress")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_bulk_job_staff_id_staff_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_job")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=True),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(length=64), nullable=False),
        sa.Column("extensions", sa.Text(), nullable=True),
        sa.Column("lastuse_datetime", sa.DateTime(timezone=True), nullable=False),
        sa.Column("usage", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_passkey_staff_id_staff_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index("ix_passkey_staff_id", "passkey", ["staff_id"], unique=False)

    op.create_table(
        "saved_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_saved_view_staff_id_staff_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("staff_id", "name", name=op.f("uq_saved_view_staff_id_name")),
    )
    op.create_table(
        "bulk_item",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("donation_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'done', 'refused')", name=op.f("ck_bulk_item_state")),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_bulk_item_donation_id_donation")),
        sa.ForeignKeyConstraint(["job_id"], ["bulk_job.id"], name=op.f("fk_bulk_item_job_id_bulk_job")),
        sa.PrimaryKeyConstraint("job_id", "number", name=op.f("pk_bulk_item")),
    )
    op.create_index("ix_bulk_item_state", "bulk_item", ["job_id", "state", "number"], unique=False)

    op.create_table(
        "held_review",
        sa.Column("donation_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("held_reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("decision IN ('accepted', 'rejected')", name=op.f("ck_held_review_decision")),
        sa.ForeignKeyConstraint(["by"], ["staff_member.id"], name=op.f("fk_held_review_by_staff_member")),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_held_review_donation_id_donation")),
        sa.PrimaryKeyConstraint("donation_id", name=op.f("pk_held_review")),
    )
    op.create_table(
        "listed_donation",
        sa.Column(
            "position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("donation_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("fund_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("placement", sa.String(length=120), nullable=True),
        sa.Column("method", sa.String(length=40), nullable=True),
        sa.Column("last4", sa.String(length=4), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("has_message", sa.Boolean(), nullable=False),
        sa.Column("is_disputed", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_listed_donation_donation_id_donation")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_listed_donation")),
        sa.UniqueConstraint("donation_id", name=op.f("uq_listed_donation_donation_id")),
        sa.UniqueConstraint("rank", name=op.f("uq_listed_donation_rank")),
    )
    op.create_index(
        "ix_listed_donation_cell",
        "listed_donation",
        ["day", "fund_id", "campaign_id", "currency", "status", "amount_minor", "refunded_minor"],
        unique=False,
    )
    op.create_index("ix_listed_donation_placement", "listed_donation", ["placement"], unique=False)

    op.create_table(
        "manual_record",
        sa.Column("donation_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "method IN ('cash', 'bank_transfer', 'cheque', 'in_kind')", name=op.f("ck_manual_record_method")
        ),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_manual_record_donation_id_donation")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["staff_member.id"], name=op.f("fk_manual_record_recorded_by_staff_member")
        ),
        sa.PrimaryKeyConstraint("donation_id", name=op.f("pk_manual_record")),
    )
    op.create_table(
        "dispute",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_dispute_id", sa.String(length=255), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("donation_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("evidence_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('inquiry', 'open', 'won', 'lost')", name=op.f("ck_dispute_status")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_dispute_amount")),
        sa.CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name=op.f("ck_dispute_currency")),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_dispute_donation_id_donation")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_dispute_payment_id_payment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("provider_dispute_id", name=op.f("uq_dispute_provider_dispute_id")),
    )
    op.create_index("ix_dispute_donation_id", "dispute", ["donation_id"], unique=False)
    op.create_index("ix_dispute_payment_id", "dispute", ["payment_id"], unique=False)
    op.create_index("ix_dispute_status", "dispute", ["status"], unique=False)
    guard_append_only()
    make_searchable()


def guard_append_only() -> None:
    """Rows of these tables are never changed or deleted."""
    connection = op.get_bind()
    guard = SQLITE_GUARD if connection.dialect.name == "sqlite" else POSTGRES_GUARD
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            connection.exec_driver_sql(guard.format(table=table, verb=verb))


def make_searchable() -> None:
    """One index of words and marks beside the listed rows; SQLite keeps it by triggers, PostgreSQL by itself."""
    connection = op.get_bind()
    for step in SQLITE_SEARCH if connection.dialect.name == "sqlite" else POSTGRES_SEARCH:
        connection.exec_driver_sql(step)
