"""An application as tests make it: the sandbox behind its gateway, a mailbox instead of a mail server."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from donations.app import Overrides, create_app
from donations.core.database import db
from donations.payments.stripe_gateway import StripeGateway
from donations.sandbox.sandbox import Sandbox
from donations.settings import Settings
from tests.story import Mailbox

WEBHOOK_SECRET = "whsec_for_tests_only"
START = datetime(2026, 11, 10, 11, 0, tzinfo=UTC)


def settings_for(database_url: str, folder: Path, **given: object) -> Settings:
    """Settings of a sandbox service with that database."""
    fixed = {
        "secret_key": "a secret for tests only, long enough",
        "stripe_webhook_secret": WEBHOOK_SECRET,
        "mode": "sandbox",
        "give_limit": "10000/minute",
        "page_limit": "100000/minute",
    }
    return Settings(database_url=database_url, data_dir=folder, **{**fixed, **given})  # type: ignore[arg-type]  # given by name


@contextmanager
def application(url: str, folder: Path, sandbox: Sandbox, mailbox: Mailbox) -> Iterator[Flask]:
    """One that asks that sandbox and writes to that mailbox; its connections are closed at the end."""
    gateway = StripeGateway("sk_test_sandbox", http_client=sandbox.http_client(), pause=lambda _seconds: None)
    app = create_app(settings_for(url, folder), Overrides(transport=mailbox, gateway=gateway))
    app.testing = False
    yield app
    with app.app_context():
        db.engine.dispose()
