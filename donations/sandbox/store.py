"""Where the sandbox keeps its objects: JSON documents in one SQLite file, or in memory."""

import json
import re
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
create index if not exists document_by_time on document (kind, created, seq);
create table if not exists idempotency (
  key text primary key, fingerprint text not null, status integer not null, body text not null,
  created integer not null);
create table if not exists due (
  id integer primary key, moment integer not null, action text not null, subject text not null);
create index if not exists due_by_moment on due (moment, id);
create table if not exists delivery (
  id integer primary key, event text not null, endpoint text not null, attempts integer not null default 0,
  due_at real not null, delivered_at real);
create index if not exists delivery_waiting on delivery (id) where delivered_at is null;
create table if not exists setting (name text primary key, value text not null);
"""


_written = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode

# What is searched for: an index each, so that two years of renewals are as quick as the first.
_SEARCHED = {
    "charge": ("payment_intent",),
    "checkout.session": ("payment_intent",),
    "dispute": ("charge",),
    "invoice": ("customer", "parent.subscription_details.subscription"),
    "invoice_payment": ("invoice", "payment.payment_intent"),
    "payment_method": ("customer",),
    "refund": ("charge", "payment_intent"),
    "subscription": ("customer",),
}


class Store:
    """One connection, used by one thread at a time (the world's lock sees to that)."""

    def __init__(self, path: str) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.db.execute("pragma journal_mode=wal")
        self.db.execute("pragma synchronous=normal")
        self.db.executescript(_TABLES + "".join(_index(kind, name) for kind in _SEARCHED for name in _SEARCHED[kind]))

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
        body = _written(document)
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

    def find(self, object_id: str) -> Document | None:
        """Whatever has this id, or None."""
        row = self.db.execute("select body from document where id = ?", (object_id,)).fetchone()
        return dict(json.loads(row[0])) if row else None

    def all(
        self, kind: str, fields: Mapping[str, object] | None = None, since: int | None = None, until: int | None = None
    ) -> Iterator[Document]:
        """Every document of that kind whose `fields` have these values, newest first; made from `since` to `until`."""
        where, values = "", []
        for name, value in (fields or {}).items():
            where += f" and {_expression(name)} = ?"
            values.append(value)
        if since is not None:
            where, values = f"{where} and created >= ?", [*values, since]
        if until is not None:
            where, values = f"{where} and created <= ?", [*values, until]
        found = self.db.execute(
            f"select body from document where kind = {_quoted(kind)}{where} order by seq desc",  # noqa: S608 - quoted
            values,
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


def _index(kind: str, name: str) -> str:
    """An index on one field of one kind; `Store.all` asks in the same words, or SQLite would not use it."""
    title = re.sub(r"\W", "_", f"{kind}_by_{name}")
    expression = _expression(name)
    return f"create index if not exists {title} on document ({expression}, seq) where kind = {_quoted(kind)};\n"


def _expression(name: str) -> str:
    return f"json_extract(body, {_quoted(f'$.{name}')})"


def _quoted(text: str) -> str:
    if not re.fullmatch(r"[\w.$]+", text):
        raise ValueError(f"no name of a field: {text!r}")
    return f"'{text}'"
