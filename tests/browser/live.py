"""The running service seen from outside: its addresses, its letters, its rows, and the doors of its sandbox."""

import email
import json
import sqlite3
import time
import tomllib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from typing import Any, TypeVar
from urllib.request import Request, urlopen

T = TypeVar("T")
_PATIENCE = 15  # seconds for another process to do its work


@dataclass(frozen=True)
class Person:
    """Whom a test gives as."""

    email: str
    name: str


@dataclass(frozen=True)
class Live:
    """One `donations run`."""

    url: str
    sandbox_url: str
    data: Path

    def article(self, language: str) -> str:
        """The demo publisher's page, on another origin."""
        return f"{self.sandbox_url}/article/rivers?language={language}"

    def form(self, language: str, query: str = "") -> str:
        """The donation page."""
        return f"{self.url}/{language}/give{query}"

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """What the database says."""
        with closing(sqlite3.connect(self.data / "donations.sqlite3", timeout=10)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]

    def donations_of(self, who: Person) -> list[dict[str, Any]]:
        """All donations begun under that address, oldest first."""
        return self.rows("SELECT * FROM donation WHERE donor_email = ? ORDER BY id", who.email)

    def paid_by(self, who: Person) -> list[int]:
        """The amounts taken from that person, in minor units."""
        money = (
            "SELECT payment.amount_minor AS minor FROM payment JOIN donation ON donation.id = payment.donation_id"
            " WHERE donor_email = ? AND succeeded_at IS NOT NULL"
        )
        return [row["minor"] for row in self.rows(money, who.email)]

    def letters_to(self, who: Person) -> list[EmailMessage]:
        """What lies in the mail folder for that person."""
        letters = [_read(path) for path in sorted((self.data / "mail").glob("*.eml"))]
        return [letter for letter in letters if who.email in str(letter["To"])]

    def steer(self, door: str, **what: object) -> Any:
        """Move the sandbox: its clock, refunds, failures."""
        return _post(f"{self.sandbox_url}/sandbox/{door}", json.dumps(what), "application/json")

    def ask_stripe(self, path: str, body: str | None = None) -> Any:
        """As somebody with the provider's key and its dashboard."""
        return _post(f"{self.sandbox_url}/v1/{path}", body, "application/x-www-form-urlencoded")

    def webhook_secret(self) -> str:
        """What the provider signs with."""
        return str(tomllib.loads((self.data / "secrets.toml").read_text())["stripe_webhook_secret"])


def until(look: Callable[[], T]) -> T:
    """What `look` finds, once it finds something: the worker is a process of its own."""
    deadline = time.monotonic() + _PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    return found


def _read(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=modern)
    assert isinstance(message, EmailMessage)
    return message


def _post(address: str, body: str | None, kind: str) -> Any:
    headers = {"Content-Type": kind, "Authorization": "Bearer sk_test_sandbox"}
    with urlopen(Request(address, None if body is None else body.encode(), headers), timeout=10) as answer:
        return json.load(answer)
