"""Time collects plans: a draft at the end of the period, the money an hour later."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from donations.sandbox.sandbox import Sandbox
from tests.sandbox.helpers import SECRET, types_of
from tests.sandbox.regular import begun, client, days_of, invoices_of, price, reported_since

LAST_OF_JANUARY = datetime(2027, 1, 31, 12, tzinfo=UTC)
DRAFTED = ["invoice.created", "customer.subscription.updated"]
COLLECTED = [
    "payment_intent.created",
    "invoice.finalized",
    "charge.succeeded",
    "payment_intent.succeeded",
    "invoice_payment.paid",
    "invoice.paid",
    "invoice.payment_succeeded",
    "charge.updated",
]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    found = Sandbox(webhook_secret=SECRET, clock=lambda: LAST_OF_JANUARY)
    yield found
    found.close()


def test_the_day_of_the_month_is_kept(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    days = []
    for _ in range(4):
        days.append(days_of(sandbox, subscription_id))
        sandbox.advance(timedelta(days=31))
    assert days == [
        ("2027-01-31", "2027-02-28"),
        ("2027-02-28", "2027-03-31"),
        ("2027-03-31", "2027-04-30"),
        ("2027-04-30", "2027-05-31"),
    ]


def test_a_renewal_is_a_draft_for_an_hour(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    before = len(sandbox.events())
    sandbox.advance(timedelta(days=28))
    assert reported_since(sandbox, before) == DRAFTED
    (_, draft) = invoices_of(sandbox, subscription_id)
    assert (draft["status"], draft["hosted_invoice_url"]) == ("draft", None)
    assert draft["automatically_finalizes_at"] == draft["created"] + 3600
    sandbox.advance(timedelta(hours=1))
    assert reported_since(sandbox, before) == DRAFTED + COLLECTED


def test_a_renewal_asks_for_the_coming_period(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    sandbox.advance(timedelta(days=30))
    first, second = invoices_of(sandbox, subscription_id)
    assert (second["billing_reason"], second["status"], second["attempt_count"]) == ("subscription_cycle", "paid", 1)
    assert second["lines"]["data"][0]["period"]["start"] == first["lines"]["data"][0]["period"]["end"]
    assert (second["period_start"], second["period_end"]) == tuple(first["lines"]["data"][0]["period"].values())


def test_months_that_were_slept_through_are_made_up_for_one_by_one(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox, price=price(interval="month", interval_count=3))
    sandbox.advance(timedelta(days=366))
    found = invoices_of(sandbox, subscription_id)
    assert [invoice["status"] for invoice in found] == ["paid"] * 5
    days = [datetime.fromtimestamp(each["created"], UTC).strftime("%m-%d") for each in found]
    assert days == ["01-31", "04-30", "07-31", "10-31", "01-31"]


def test_a_debit_renews_with_days_of_waiting(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox, ["settles_later"], price=price(currency="eur"))
    sandbox.advance(timedelta(days=29))
    assert types_of(sandbox)[-2:] == ["payment_intent.processing", "charge.pending"]
    assert sandbox.find(subscription_id)["status"] == "active"
    sandbox.advance(timedelta(days=3))
    assert [invoice["status"] for invoice in invoices_of(sandbox, subscription_id)] == ["paid", "paid"]


def test_a_cancelled_subscription_never_collects_again(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    sandbox.advance(timedelta(days=28, minutes=30))  # its next invoice is a draft
    client(sandbox).subscriptions.cancel(subscription_id)
    before = len(sandbox.events())
    sandbox.advance(timedelta(days=400))
    assert reported_since(sandbox, before) == []
    assert [each["status"] for each in invoices_of(sandbox, subscription_id)] == ["paid", "draft"]


def test_many_renewals_stay_quick(sandbox: Sandbox) -> None:
    for _ in range(20):
        begun(sandbox)
    sandbox.advance(timedelta(days=365))
    began = time.process_time()
    sandbox.advance(timedelta(days=365))
    assert (time.process_time() - began) / (20 * 12) < 0.02
