"""A whole service for one module of tests; every row is counted and everything the provider is asked is kept."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, literal, select, union_all
from werkzeug.test import TestResponse

from donations.app import Overrides, create_app
from donations.core.database import Base, db, session
from donations.payments.stripe_gateway import StripeGateway
from donations.sandbox.api.answer import Answer, Request
from donations.sandbox.api.http_client import InProcessClient
from donations.sandbox.sandbox import Sandbox
from tests.application import WEBHOOK_SECRET, settings_for
from tests.html_form import read_form
from tests.story import KIM, Mailbox

Sent = Mapping[str, str | list[str] | None]


class Browser(FlaskClient):
    """Asks at the service's own address, unless a test says another; reads every answer to its end."""

    def open(self, *args: Any, **requested: Any) -> TestResponse:
        own = {"base_url": self.application.extensions["settings"].url, "buffered": True}
        return super().open(*args, **{**own, **requested})


@dataclass
class Service:
    """The application, and what it did to the world."""

    app: Flask
    sandbox: Sandbox
    requested: list[str] = field(default_factory=list)

    def browser(self) -> FlaskClient:
        """A visitor nobody has seen before."""
        return self.app.test_client()

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        tables = Base.metadata.sorted_tables
        counts = (select(literal(table.name), func.count()).select_from(table) for table in tables)
        with self.app.app_context():
            return dict(session.execute(union_all(*counts)).all())

    @cached_property
    def opened(self) -> tuple[FlaskClient, Sent]:
        """A browser with the form open and filled in rightly: good for any number of forms that are refused."""
        browser = self.browser()
        return browser, filled(browser)

    @contextmanager
    def untouched(self) -> Iterator[None]:
        """What happens inside writes nothing and asks the provider nothing."""
        rows, requested = self.rows(), list(self.requested)
        yield
        assert self.rows() == rows
        assert self.requested == requested


def filled(browser: FlaskClient, **given: str | list[str] | None) -> Sent:
    """A form somebody opened and filled in rightly, but for what is `given`; None leaves a field out."""
    values = {
        **read_form(browser.get("/en/give?currency=PLN").text).values,
        **KIM,
        "amount": None,
        "amount_other": "25",
        "action": "give",
    }
    return {name: value for name, value in {**values, **given}.items() if value is not None}


@contextmanager
def service(database_url: str, folder: Path, **given: object) -> Iterator[Service]:
    """A service with these settings over that database."""
    sandbox = Sandbox(webhook_secret=WEBHOOK_SECRET)
    requested: list[str] = []

    def answer(request: Request) -> Answer:
        requested.append(f"{request.method} {request.path}")
        return sandbox.answer(request)

    gateway = StripeGateway("sk_test_sandbox", http_client=InProcessClient(answer), pause=lambda _seconds: None)
    app = create_app(settings_for(database_url, folder, **given), Overrides(transport=Mailbox(), gateway=gateway))
    app.test_client_class = Browser
    yield Service(app, sandbox, requested)
    with app.app_context():
        db.engine.dispose()
    sandbox.close()
