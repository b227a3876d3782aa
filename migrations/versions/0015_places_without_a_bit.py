"""Places in the list lose the bit over which SQLite before 3.43 leaves rows out (see `listing/positions.py`).

The previous version runs on: what it adds meanwhile may have the bit again, `verify` names it.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0015_places_without_a_bit"
down_revision = "0014_plan_money"
branch_labels = None
depends_on = None

BIT = 128
# Free of the bit, within the low bits that both kinds of places leave to chance.
LOW_BITS = 12
INDEXES = ("donation_search", "donation_ranking")
CHANGED = """CREATE TRIGGER listed_donation_changed AFTER UPDATE OF position, words, marks ON listed_donation
    WHEN old.position <> new.position OR old.words <> new.words OR old.marks <> new.marks BEGIN
    INSERT INTO donation_search(donation_search, rowid, words, marks)
    VALUES ('delete', old.position, old.words, old.marks);
    INSERT INTO donation_search(rowid, words, marks) VALUES (new.position, new.words, new.marks); END"""
RERANKED = """CREATE TRIGGER listed_donation_reranked AFTER UPDATE OF rank, marks ON listed_donation
    WHEN old.rank <> new.rank OR old.marks <> new.marks BEGIN
    INSERT INTO donation_ranking(donation_ranking, rowid, marks) VALUES ('delete', old.rank, old.marks);
    INSERT INTO donation_ranking(rowid, marks) VALUES (new.rank, new.marks); END"""


def upgrade() -> None:
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        for trigger in ("listed_donation_changed", "listed_donation_reranked"):
            op.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    for place in ("position", "rank"):
        for taken in connection.scalars(sa.text(_clashing(place))).all():
            _move(connection, place, taken)
        has_it = f"{place} & {BIT} <> 0"
        op.execute(f"UPDATE listed_donation SET {place} = {place} - {BIT} WHERE {has_it}")  # noqa: S608 - our own names
    if is_sqlite:
        for index in INDEXES:
            op.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")  # noqa: S608 - our own names
        op.execute(CHANGED)
        op.execute(RERANKED)


def _clashing(place: str) -> str:
    twins = f"listed_donation a JOIN listed_donation b ON b.{place} = a.{place} - {BIT}"
    return f"SELECT a.{place} FROM {twins} WHERE a.{place} & {BIT} <> 0"  # noqa: S608 - our own names


def _move(connection: sa.Connection, place: str, taken: int) -> None:
    """To a place beside it that nobody has, nor will have when the bit is taken away."""
    new = taken
    is_used = sa.text(f"SELECT 1 FROM listed_donation WHERE {place} IN (:new, :new + {BIT})")  # noqa: S608 - our own names
    while new & BIT or connection.scalar(is_used, {"new": new}):
        new = taken >> LOW_BITS << LOW_BITS | secrets.randbits(LOW_BITS)
    move = sa.text(f"UPDATE listed_donation SET {place} = :new WHERE {place} = :taken")  # noqa: S608 - our own names
    connection.execute(move, {"new": new, "taken": taken})
