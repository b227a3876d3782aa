"""Where the sandbox keeps its objects: JSON documents in one SQLite file, or in memory."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Document = dict[str, Any]

_TABLES = """
create table if not exists document (
  seq integer primary key autoincrement, id text not null unique, kind text not null,
  created integer not null, body text not null);
create index if not exists document_by_kind on document (kind, seq);
create table if not exists idempotency (
  key text primary key, fingerprint text not null, status integer not null, body text not null,
  created integer not null);
create table if not exists due (
  id integer primary key, moment integer not null, action text not null, subject text not null);
create table if not exists delivery (
  id integer primary key, event text not null, endpoint text not null, attempts integer not null default 0,
  due_at real not null, delivered_at real);
create index if not exists delivery_waiting on delivery (id) where delivered_at is null;
create table if not exists setting (name text primary key, value text not null);
"""


class Store:
    """One connection, used by one thread at a time (the world's lock sees to that)."""

    def __init__(self, path: str) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.db.execute("pragma journal_mode=wal")
        self.db.execute("pragma synchronous=normal")
        self.db.executescript(_TABLES)

    @contextmanager
    def work(self) -> Iterator[None]:
        """All or nothing; within work already begun, a part of it."""
        if self.db.in_transaction:
            yield
            return
        self.db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self.db.execute("rollback")
            raise
        self.db.execute("commit")

    def put(self, document: Document) -> Document:
        """Keep `document` under its id, new or changed. Returns it."""
        body = json.dumps(document, ensure_ascii=False)
        self.db.execute(
            "insert into document (id, kind, created, body) values (?, ?, ?, ?)"
            " on conflict (id) do update set body = excluded.body",
            (document["id"], document["object"], document.get("created", 0), body),
        )
        return document

    def get(self, kind: str, object_id: str) -> Document | None:
        """The document of that kind and id, or None."""
        row = self.db.execute("select body from document where id = ? and kind = ?", (object_id, kind)).fetchone()
        return dict(json.loads(row[0])) if row else None

    def all(self, kind: str, fields: Mapping[str, object] | None = None) -> Iterator[Document]:
        """Every document of that kind whose `fields` have these values, newest first."""
        where = "".join(" and json_extract(body, ?) = ?" for _ in fields or {})
        values = [part for name, value in (fields or {}).items() for part in (f"$.{name}", value)]
        found = self.db.execute(
            f"select body from document where kind = ?{where} order by seq desc",  # noqa: S608 - only placeholders
            (kind, *values),
        )
        return (json.loads(body) for (body,) in found.fetchall())

    def setting(self, name: str, default: str) -> str:
        """A remembered value."""
        row = self.db.execute("select value from setting where name = ?", (name,)).fetchone()
        return str(row[0]) if row else default

    def set(self, name: str, value: str) -> None:
        """Remember a value."""
        self.db.execute("insert or replace into setting (name, value) values (?, ?)", (name, value))

    def close(self) -> None:
        """Give the file back."""
        self.db.close()
