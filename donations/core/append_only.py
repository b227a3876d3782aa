"""Tables whose rows are never changed or deleted: triggers on SQLite and PostgreSQL alike, from one list.

A migration that rebuilds such a table calls `create_guards` again afterwards (batch operations on SQLite drop
triggers silently); start-up and `donations verify` compare what is there with this list.
"""

from sqlalchemy import Connection, text

APPEND_ONLY = (
    "donation_history",
    "receipt",
    "receipt_gift",
    "receipt_document",
    "receipt_void",
    "audit_entry",
    "plan_history",
)

_SQLITE = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
_POSTGRES_FUNCTION = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"""
_POSTGRES = "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} FOR EACH {each} EXECUTE FUNCTION refuse_change()"
_SQLITE_VERBS = ("update", "delete")
_POSTGRES_VERBS = (*_SQLITE_VERBS, "truncate")  # which passes what watches over rows


def guarded_verbs(connection: Connection) -> tuple[str, ...]:
    """What is refused; SQLite knows no TRUNCATE."""
    return _SQLITE_VERBS if connection.dialect.name == "sqlite" else _POSTGRES_VERBS


def create_guards(connection: Connection, *tables: str) -> None:
    """Create the triggers of `tables`; for migrations."""
    template = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRES
    if connection.dialect.name == "postgresql":
        connection.execute(text(_POSTGRES_FUNCTION))
    for table in tables:
        for verb in guarded_verbs(connection):
            each = "STATEMENT" if verb == "truncate" else "ROW"
            connection.execute(text(template.format(table=table, verb=verb, each=each)))


def missing_guards(connection: Connection) -> set[str]:
    """Names of triggers that should be in the database and are not."""
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.dialect.name]
    present = {row[0] for row in connection.execute(text(catalogue))}
    return {f"{table}_no_{verb}" for table in APPEND_ONLY for verb in guarded_verbs(connection)} - present
