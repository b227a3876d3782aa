"""SQLite's two full-text indexes over the list, and the triggers that keep them. PostgreSQL's column keeps itself.

For a great many rows at once triggers and PostgreSQL's index are put aside, and what they keep is made anew at the
end: six times quicker.
"""

from sqlalchemy import text

from donations.core.database import db, session

INDEXES = ("donation_search", "donation_ranking")
# What the migrations made for searching and no model can say, as (kind, name): by database.
BESIDE_THE_MODELS = {
    "sqlite": {("table", f"{index}{part}") for index in INDEXES for part in ("", "_config", "_data", "_idx")},
    "postgresql": {("column", "listed_donation.search"), ("index", "ix_listed_donation_search")},
}
_POSTGRES_INDEX = """CREATE INDEX IF NOT EXISTS ix_listed_donation_search ON listed_donation
    USING gin (search) WITH (fastupdate = off)"""
_FORGET_WORDS = """INSERT INTO donation_search(donation_search, rowid, words, marks)
    VALUES ('delete', old.position, old.words, old.marks)"""
_FORGET_MARKS = "INSERT INTO donation_ranking(donation_ranking, rowid, marks) VALUES ('delete', old.rank, old.marks)"
_ADD_WORDS = "INSERT INTO donation_search(rowid, words, marks) VALUES (new.position, new.words, new.marks)"
_ADD_MARKS = "INSERT INTO donation_ranking(rowid, marks) VALUES (new.rank, new.marks)"
# As the migration made them; `verify` compares the names.
TRIGGERS = {
    "listed_donation_added": f"AFTER INSERT ON listed_donation BEGIN {_ADD_WORDS}; {_ADD_MARKS}; END",
    "listed_donation_removed": f"AFTER DELETE ON listed_donation BEGIN {_FORGET_WORDS}; {_FORGET_MARKS}; END",
    "listed_donation_changed": f"""AFTER UPDATE OF position, words, marks ON listed_donation
        WHEN old.position <> new.position OR old.words <> new.words OR old.marks <> new.marks
        BEGIN {_FORGET_WORDS}; {_ADD_WORDS}; END""",
    "listed_donation_reranked": f"""AFTER UPDATE OF rank, marks ON listed_donation
        WHEN old.rank <> new.rank OR old.marks <> new.marks BEGIN {_FORGET_MARKS}; {_ADD_MARKS}; END""",
}


def put_triggers_aside() -> None:
    """Until `remake`; rows written by anybody meanwhile are found again after it. In the caller's transaction."""
    if db.engine.dialect.name == "postgresql":
        session.execute(text("DROP INDEX IF EXISTS ix_listed_donation_search"))
        return
    for name in TRIGGERS:
        session.execute(text(f"DROP TRIGGER IF EXISTS {name}"))


def missing_triggers() -> list[str]:
    """Names of triggers that should be there and are not."""
    if db.engine.dialect.name != "sqlite":
        return []
    present = set(session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
    return sorted(TRIGGERS.keys() - present)


def remake() -> None:
    """Index every listed row anew, and put lost triggers back. In the caller's transaction."""
    if db.engine.dialect.name == "postgresql":
        session.execute(text(_POSTGRES_INDEX))
        return
    for name in missing_triggers():
        session.execute(text(f"CREATE TRIGGER {name} {TRIGGERS[name]}"))
    for index in INDEXES:
        for step in ("rebuild", "optimize"):
            session.execute(text(f"INSERT INTO {index}({index}) VALUES (:step)"), {"step": step})  # noqa: S608 - our own names
