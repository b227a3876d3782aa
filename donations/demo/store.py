"""Rows by the thousand, past the ORM: as text both databases read, through the quickest door each has."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any

from donations.core.database import db, session

Row = Sequence[Any]


class Store:
    """Writes into one open transaction."""

    def __init__(self) -> None:
        self.is_postgres = db.engine.dialect.name == "postgresql"

    def prepare(self) -> None:
        """SQLite: room in memory for the indexes, on the connection of this transaction."""
        if not self.is_postgres:
            session.connection().exec_driver_sql("PRAGMA cache_size=-400000")

    def moment(self, at: datetime) -> str:
        """As this database stores it."""
        plain = at.isoformat(" ", "microseconds")[:26]
        return f"{plain}+00" if self.is_postgres else plain

    def write(self, table: str, columns: str, rows: Sequence[Row]) -> None:
        """`columns` separated by spaces, in the order of the values."""
        names = ", ".join(f'"{name}"' for name in columns.split())
        connection: Any = session.connection().connection.driver_connection
        if self.is_postgres:
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(columns.split()))
            connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - our own names


def id_at(at: datetime, random: Random) -> str:
    """A UUIDv7 of that moment, in hexadecimal."""
    milliseconds = int(at.timestamp() * 1000)
    high = (milliseconds << 16) | 0x7000 | random.getrandbits(12)
    return f"{high:016x}{(0b10 << 62) | random.getrandbits(62):016x}"
