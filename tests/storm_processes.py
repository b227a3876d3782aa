"""What runs in the storm's processes. The fork server loads this module once, and so everything below it: the warm
parent. It opens no database and starts no thread; each child makes its own application.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import configure_mappers

import donations.receipts.documents  # noqa: F401  # the typesetter is loaded before the fork
from donations.app import Overrides, create_app
from donations.core.database import db, session
from donations.mail.transport import MailTransport, recipient_of
from donations.payments.gateway import Gateway
from donations.settings import Settings
from donations.worker.loop import run_worker
from tests.silence import Silence

configure_mappers()  # once here, instead of in every child

SECRET = "whsec_for_the_storm_only"
WEBHOOK = "/webhooks/stripe"


@dataclass(frozen=True)
class Place:
    """Where a storm happens; goes to the children as it is."""

    database: str
    folder: Path
    transport: MailTransport
    lease: timedelta

    def app(self, gateway: Gateway | None = None) -> Flask:
        settings = Settings(  # type: ignore[call-arg]  # the rest has defaults
            database_url=self.database,
            data_dir=self.folder,
            secret_key="a secret for storms only, long enough",
            stripe_webhook_secret=SECRET,
            mode="sandbox",
            log_format="json",
        )
        return create_app(settings, Overrides(transport=self.transport, gateway=gateway or Silence()))

    @contextmanager
    def inside(self, gateway: Gateway | None = None) -> Iterator[Flask]:
        """In an application's context; its connections are closed afterwards."""
        app = self.app(gateway)
        with app.app_context():
            try:
                yield app
            finally:
                session.remove()
                db.engine.dispose()

    @property
    def door(self) -> str:
        return str(self.folder / "door")


@dataclass(frozen=True)
class LedgerPost:
    """As with SMTP, a letter handed over is gone, and sent twice it is two: one line of the ledger for each.

    A deadly one kills the worker over every second letter: before it is taken, or after that and before the answer.
    """

    ledger: Path
    is_deadly: bool
    is_repeatable: bool = False

    def send(self, message: EmailMessage) -> None:
        supporter = recipient_of(message)
        lot = int(supporter.split(".")[1].partition("@")[0]) % 4 if self.is_deadly else None
        if lot == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        with self.ledger.open("a") as ledger:
            ledger.write(f"{supporter}\n")
        if lot == 1:
            os.kill(os.getpid(), signal.SIGKILL)


def work(place: Place, awake: Connection) -> None:
    """A worker's whole life, as `donations worker` lives it. It answers nobody: addresses would take half its birth."""
    Flask.add_url_rule = _nowhere  # type: ignore[method-assign]  # in this process, which ends with it
    run_worker(place.app(), place.lease, warm_up=lambda: awake.send_bytes(b"at work"))


def _nowhere(*_: Any, **__: Any) -> None:
    """No page has an address."""


def keep_door(place: Place, awake: Connection) -> None:
    """The web side: what comes in by the socket goes through the whole WSGI application; the answer goes back."""
    client = place.app().test_client()
    Path(place.door).unlink(missing_ok=True)
    with Listener(place.door, "AF_UNIX") as listener, listener.accept() as line:
        awake.send_bytes(b"open")
        while True:
            body, headers = line.recv()
            line.send(client.post(WEBHOOK, data=body, headers=headers).status_code)
