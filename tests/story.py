"""The service and everyone around it, for telling stories: visitors, the sandbox, the worker, the mailbox."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select
from werkzeug.test import TestResponse

from donations.core import clock, outbox
from donations.core.database import session, transaction
from donations.core.drain import drain
from donations.core.outbox import Owed
from donations.giving.models import Donation, Payment
from donations.mail.transport import MailUnavailable
from donations.payments.events import ProviderEventReceived
from donations.payments.models import ProviderEvent
from donations.provider_events import apply_provider_event
from donations.receipts.models import Receipt, ReceiptClaim
from donations.receipts.queries import void_of
from donations.reporting.invariants.verify import verify_all
from donations.sandbox.sandbox import Sandbox
from tests.html_form import read_form

WEBHOOK = "/webhooks/stripe"
KIM = {"email": "kim@example.org", "name": "Kim Nowak"}


@dataclass
class Mailbox:
    """A post that keeps every letter, or is closed for a while."""

    letters: list[EmailMessage] = field(default_factory=list)
    is_closed: bool = False
    is_repeatable: bool = False

    def send(self, message: EmailMessage) -> None:
        if self.is_closed:
            raise MailUnavailable("the mail server does not answer")
        self.letters.append(message)

    def subjects(self) -> list[str]:
        return [str(letter["Subject"]) for letter in self.letters]


class Visitor:
    """Somebody with a browser of their own, without script."""

    def __init__(self, client: FlaskClient, sandbox: Sandbox, language: str = "en") -> None:
        self.client, self.sandbox, self.language = client, sandbox, language
        self.form: dict[str, str] = {}
        self.payment_page = ""

    def opens_form(self, query: str = "", campaign: str = "") -> TestResponse:
        answer = self.client.get(f"/{self.language}/give{campaign and '/' + campaign}{query}")
        self.form = read_form(answer.text).values
        return answer

    def sends(self, campaign: str | None = None, **given: str | None) -> TestResponse:
        """Fill in and send the form that is open; remembers the payment page it leads to."""
        merged = {**self.form, **KIM, "action": "give", **given}
        data = {name: value for name, value in merged.items() if value is not None}
        answer = self.client.post(f"/{self.language}/give{'/' + campaign if campaign else ''}", data=data)
        if answer.status_code == 303:
            self.payment_page = answer.headers["Location"]
        return answer

    def starts(self, amount: str = "25.00", currency: str = "PLN", **given: str | None) -> TestResponse:
        """Open a fresh form and send it."""
        self.opens_form(f"?currency={currency}")
        return self.sends(amount=None, amount_other=amount, currency=currency, **given)

    def confirms(self, requested: TestResponse) -> TestResponse:
        """Press "give another" on the page that asked."""
        self.form = read_form(requested.text).values
        return self.sends()

    def pays(self, outcome: str = "paid") -> str:
        """Press a button of the sandbox's payment page; the address that follows."""
        return self.sandbox.choose(self.session_id, outcome)

    @property
    def session_id(self) -> str:
        return self.payment_page.rsplit("/", 1)[1]

    @property
    def payment_id(self) -> str:
        """The provider's id of what was paid on the page this visitor was sent to last."""
        return str(self.sandbox.find(self.session_id)["payment_intent"])

    def follows(self, address: str) -> TestResponse:
        """Go where an absolute or relative link of ours leads."""
        parts = urlsplit(address)
        return self.client.get(parts.path + (f"?{parts.query}" if parts.query else ""))

    def returns_to_form(self) -> TestResponse:
        """Go back from the payment page without paying: the form as it was."""
        answer = self.follows(self.sandbox.find(self.session_id)["cancel_url"])
        self.form = read_form(answer.text).values
        return answer

    def reads_thanks(self) -> TestResponse:
        """The page a visitor returns to from a finished payment page."""
        return self.follows(self.thanks_link())

    def thanks_link(self) -> str:
        """Where the payment page sends this visitor when it is done."""
        return str(self.sandbox.find(self.session_id)["success_url"])

    def sees(self) -> str:
        """The state the thank-you page tells, in its look and to its script alike."""
        page = self.reads_thanks()
        assert page.status_code == 200, page.text
        found = re.search(r'class="kicker state (\w+)"', page.text)
        status = self.follows(self.thanks_link() + "/status")
        assert found
        assert status.json == {"state": found[1], "changed": False}
        return found[1]


class Story:
    """Everything a test needs to tell what happens and to look at the end."""

    def __init__(self, app: Flask, sandbox: Sandbox, mailbox: Mailbox, clock: time_machine.Traveller) -> None:
        self.app, self.sandbox, self.mailbox, self.clock = app, sandbox, mailbox, clock

    def visitor(self, language: str = "en") -> Visitor:
        return Visitor(self.app.test_client(), self.sandbox, language)

    def gives(
        self, amount: str = "25.00", currency: str = "PLN", outcome: str = "paid", **given: str | None
    ) -> Visitor:
        """A new visitor gives, pays, and all that follows is done."""
        visitor = self.visitor()
        answer = visitor.starts(amount, currency, **given)
        assert answer.status_code == 303, answer.text
        visitor.pays(outcome)
        self.settles()
        return visitor

    def settles(self) -> None:
        """Webhooks arrive, the worker drains what is owed."""
        self.delivers()
        self.drains()

    def delivers(self, *, shuffle: int | None = None, copies: int = 1) -> list[int]:
        """Hand over the webhooks still owed; the statuses answered."""
        return [each.status for each in self.sandbox.deliver(self.posts_webhook, shuffle=shuffle, copies=copies)]

    def tells(self, event: Mapping[str, Any], *, secret: str | None = None) -> int:
        """One webhook, of an event that happened or a made-up one; the status answered."""
        return self.posts_webhook(*self.sandbox.signed(event, secret=secret))

    def posts_webhook(self, body: bytes, headers: Mapping[str, str]) -> int:
        return self.app.test_client().post(WEBHOOK, data=body, headers=dict(headers)).status_code

    def drains(self) -> None:
        with self.app.app_context():
            drain()

    def applies_events(self) -> None:
        """The provider's words become what we know; all that follows from them stays owed."""
        with self.inside():
            received = Owed.event == ProviderEventReceived.__name__
            for event_id in session.scalars(select(Owed.subject_id).where(received).order_by(Owed.id)).all():
                with transaction():
                    apply_provider_event(ProviderEventReceived(event_id))
                    session.execute(delete(Owed).where(Owed.subject_id == event_id))

    def drains_until_nothing_is_owed(self) -> None:
        """As the worker would in days: what must wait is waited for. What is parked stays."""
        for _ in range(40):
            self.drains()
            with self.inside():
                due_at = session.scalar(select(func.min(Owed.due_at)).where(Owed.parked_at.is_(None)))
            if due_at is None:
                return
            self.clock.move_to(max(due_at, clock.now()))
        raise AssertionError("work is owed for ever")

    def drains_a_while(self, **time: float) -> None:
        """Let time pass in ten steps, with a look at the outbox after each."""
        for _ in range(10):
            self.clock.shift(timedelta(**time) / 10)
            self.drains()

    def in_an_hour(self) -> datetime:
        return clock.now() + timedelta(hours=1)

    def waits(self, **time: float) -> None:
        """Time passes, here and in the sandbox; nothing else happens."""
        self.clock.shift(timedelta(**time))

    @contextmanager
    def inside(self) -> Iterator[None]:
        """For looking at rows."""
        with self.app.app_context():
            yield

    def donations(self) -> list[dict[str, Any]]:
        """What became of every donation, oldest first."""
        with self.inside():
            rows = session.scalars(select(Donation).order_by(Donation.id)).all()
            return [
                {"status": row.status, "amount": row.amount, "held": row.held_reason, "reference": row.reference}
                for row in rows
            ]

    def statuses(self) -> list[str]:
        return [row["status"] for row in self.donations()]

    def payments_of_donations(self) -> dict[str, str]:
        """For each payment that succeeded: what became of the donation it belongs to."""
        rows = select(Payment.provider_payment_id, Donation.status, Donation.held_reason).join(Donation)
        with self.inside():
            found = session.execute(rows.where(Payment.succeeded_at.is_not(None))).all()
            return {payment: "held" if held else status for payment, status, held in found}

    def words_of_valid_receipts(self) -> str:
        """All that the valid receipts say."""
        with self.inside():
            return str(session.scalars(select(Receipt.snapshot).join(ReceiptClaim)).all())

    def payment_id(self) -> str:
        """The provider's id of the only payment."""
        with self.inside():
            return session.scalars(select(Payment.provider_payment_id)).one()

    def receipts(self) -> list[tuple[str, int, str]]:
        """Number, amount and validity of every receipt, in the order of issue."""
        with self.inside():
            rows = session.scalars(select(Receipt).order_by(Receipt.year, Receipt.sequence)).all()
            return [(row.number, row.amount_minor, "void" if void_of(row) else "valid") for row in rows]

    def kinds_of_letters(self) -> list[str]:
        """What was sent, in order: each letter carries its kind in its identity."""
        return [str(letter["Message-ID"]).strip("<").partition(".")[0] for letter in self.mailbox.letters]

    def events(self) -> dict[str, tuple[str, str | None]]:
        """State and reason of every event in the inbox, by the provider's id."""
        with self.inside():
            return {row.provider_event_id: (row.state, row.reason) for row in session.scalars(select(ProviderEvent))}

    def starts_schedule(self) -> None:
        """As every worker does when it starts, with a first round."""
        with self.inside(), transaction():
            outbox.plan_schedule()
        self.drains()

    def broken_invariants(self) -> list[str]:
        with self.inside():
            return [finding.line() for finding in verify_all() if not finding.holds]
