"""How migrations run: over the engine that `donations migrate` hands in, each in a transaction of its own.

On SQLite foreign keys are off while a table may be rebuilt, and checked before the commit.
"""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, Engine
from sqlalchemy.types import TypeDecorator

config = context.config


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Our own column types are written as the plain type beneath: migrations outlive code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def run(connection: Connection) -> None:
    """Bring one connection's database to the wanted revision."""
    context.configure(
        connection=connection,
        target_metadata=config.attributes.get("metadata"),
        render_item=render_item,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def switch_foreign_keys(connection: Connection, to: str) -> None:
    """Past SQLAlchemy, which would begin a transaction first: within one SQLite ignores the switch."""
    connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={to}")  # type: ignore[union-attr]  # sqlite3's


engine: Engine = config.attributes["engine"]
with engine.connect() as connection:
    if engine.dialect.name != "sqlite":
        run(connection)
    else:
        switch_foreign_keys(connection, "OFF")
        run(connection)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        connection.rollback()
        switch_foreign_keys(connection, "ON")
        if broken:
            raise RuntimeError(f"foreign keys are broken after migrating: {broken[:5]}")
