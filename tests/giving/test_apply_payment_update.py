"""Two workers at once on PostgreSQL: what was read before waiting for a lock is not believed after it."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.engine import make_url

from donations.core.database import session, transaction
from donations.giving.apply_payment_update import apply_payment_update
from donations.giving.models import CheckoutAttempt, Donation, Payment
from donations.giving.start.checkout_attempts import record_found
from donations.payments.events import ProviderEventReceived
from donations.payments.gateway import Checkout, CheckoutStatus
from donations.payments.models import ProviderEvent
from tests.flows.made_up_events import event_of
from tests.story import Story, Visitor

PATIENCE = 30.0
WaitsForALock = Callable[[], None]


@pytest.fixture
def database(postgres_database: str) -> str:
    """SQLite has one writer at a time; here they meet."""
    return postgres_database


@pytest.fixture
def until_somebody_waits(database: str) -> Iterator[WaitsForALock]:
    """Returns once a transaction of this database waits for another's lock."""
    url = make_url(database)
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
    with psycopg.connect(f"host={url.query['host']} user=postgres dbname=postgres", autocommit=True) as watch:

        def wait() -> None:
            tick = threading.Event()
            for _ in range(int(PATIENCE / 0.01)):
                [count] = watch.execute(waiting, (url.database,)).fetchone() or (0,)
                if count:
                    return
                tick.wait(0.01)
            raise AssertionError("nobody waits")

        yield wait


@pytest.fixture
def visitor(story: Story) -> Visitor:
    """Somebody who has paid; the first word of the payment is applied, the words that it succeeded are not."""
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    story.tells(event_of(story, "charge.succeeded"))
    story.drains()
    for kind in ("payment_intent.succeeded", "checkout.session.completed"):
        story.tells(event_of(story, kind))
    return visitor


@pytest.fixture
def beside(app: Flask) -> Iterator[Callable[[Callable[[], None]], Future[None]]]:
    """Runs a deed in a thread of its own, in a transaction of its own."""

    def run(deed: Callable[[], None]) -> None:
        with app.app_context(), transaction():
            deed()

    with ThreadPoolExecutor(1) as threads:
        yield lambda deed: threads.submit(run, deed)


def apply(story: Story, kind: str) -> Callable[[], None]:
    name = event_of(story, kind)["id"]

    def deed() -> None:
        row_id = session.scalars(select(ProviderEvent.id).where(ProviderEvent.provider_event_id == name)).one()
        apply_payment_update(ProviderEventReceived(row_id), {})

    return deed


def test_two_words_of_one_success_are_one_success(
    story: Story, visitor: Visitor, beside, until_somebody_waits: WaitsForALock
) -> None:
    with story.inside():
        with transaction():
            apply(story, "payment_intent.succeeded")()
            other = beside(apply(story, "checkout.session.completed"))
            until_somebody_waits()
        other.result(PATIENCE)
        assert len(session.scalars(select(Payment)).all()) == 1
        assert [donation.held_reason for donation in session.scalars(select(Donation))] == [None]
    story.drains_until_nothing_is_owed()
    assert story.statuses() == ["settled"]
    assert story.broken_invariants() == []


def test_a_visitor_who_comes_back_while_the_donation_settles_does_not_unsettle_it(
    story: Story, visitor: Visitor, beside, until_somebody_waits: WaitsForALock
) -> None:
    def comes_back() -> None:
        attempt_id = session.scalars(select(CheckoutAttempt.id)).one()
        record_found(attempt_id, Checkout(visitor.session_id, CheckoutStatus.COMPLETE, None))

    with story.inside():
        with transaction():
            apply(story, "payment_intent.succeeded")()
            session.flush()
            other = beside(comes_back)
            until_somebody_waits()
        other.result(PATIENCE)
    story.drains()

    assert story.statuses() == ["settled"]
    assert story.broken_invariants() == []
