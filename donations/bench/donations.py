"""Donations by the hundred: each form sent as a visitor would, each paid at our own simulator of the provider."""

import json
import multiprocessing
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

from donations.app import Overrides, create_app
from donations.core.database import db, session
from donations.core.money import Money
from donations.funds.queries import open_funds
from donations.giving.start.start_donation import Donor, NewDonation
from donations.giving.states import Frequency
from donations.organisation.queries import current_privacy_text
from donations.payments.gateway import CheckoutLine
from donations.payments.stripe_events import USED_TYPES
from donations.sandbox.sandbox import Sandbox
from donations.settings import Settings
from donations.web.public.checkout import find_way_to_pay
from donations.web.public.tickets import fresh_key

Event = dict[str, Any]
_fork = multiprocessing.get_context("fork")


def start_donation(number: int, frequency: Frequency = Frequency.ONCE) -> str:
    """A visitor sends the form; the id of the payment page they are led to. Within an application's context."""
    donation, language = Money(1000 + number, "PLN"), ("pl", "en")[number % 2]
    new = NewDonation(
        ticket=fresh_key(),
        donor=Donor(f"Zażółć Gęślą {number}", f"supporter.{number}@example.org", language),
        lines=(CheckoutLine("Wsparcie", donation),),
        covered_costs=Money(0, "PLN"),
        fund_id=open_funds()[0].id,
        privacy_version=current_privacy_text(language).version,
        frequency=frequency,
    )
    return str(find_way_to_pay(new)).rsplit("/", 1)[1]


def paid_donations(sandbox: Sandbox, count: int) -> Iterator[str]:
    """So many visitors give and pay; the ids of their payment pages."""
    for number in range(count):
        page = start_donation(number)
        sandbox.choose(page, "paid")
        yield page


def reports_of_paid_donations(settings: Settings, count: int) -> list[Event]:
    """So many visitors have paid: the events we apply, oldest first. Done in a process of its own."""
    ours, theirs = _fork.Pipe(duplex=False)
    child = _fork.Process(target=_report, args=(theirs, settings, count))
    child.start()
    theirs.close()
    events: list[Event] = json.loads(ours.recv_bytes())
    child.join()
    return events


def _report(line: Connection, settings: Settings, count: int) -> None:
    from donations.payments.stripe_gateway import StripeGateway  # noqa: PLC0415 - brings the SDK, in the child alone

    sandbox = Sandbox(webhook_secret=settings.stripe_webhook_secret)
    gateway = StripeGateway(settings.provider_key, http_client=sandbox.http_client())
    with create_app(settings, Overrides(gateway=gateway)).app_context():
        for _ in paid_donations(sandbox, count):
            session.remove()
        db.engine.dispose()
    line.send_bytes(json.dumps([event for event in sandbox.events() if event["type"] in USED_TYPES]).encode())
