"""How a plan begins: the money first, then the subscription and its first invoice."""

from datetime import timedelta
from typing import Any

import pytest
import stripe

from donations.sandbox.sandbox import Sandbox
from tests.sandbox.helpers import FORM, THANKS, types_of
from tests.sandbox.regular import FUND, OURS, ask_for, begun, client, invoices_of, item_of, price

PAID = [
    "charge.succeeded",
    "payment_intent.succeeded",
    "price.created",
    "customer.subscription.created",
    "invoice.created",
    "invoice.finalized",
    "invoice_payment.paid",
    "invoice.paid",
    "invoice.payment_succeeded",
    "checkout.session.completed",
    "charge.updated",
]


def test_the_money_comes_first_then_the_subscription(sandbox: Sandbox) -> None:
    session_id = ask_for(sandbox)["id"]
    assert sandbox.choose(session_id, "paid") == THANKS
    begins = ["product.created", "customer.created", "payment_intent.created", "payment_method.attached"]
    assert types_of(sandbox) == begins + PAID


def test_the_session_names_subscription_invoice_and_customer_but_no_payment(sandbox: Sandbox) -> None:
    subscription = sandbox.find(begun(sandbox))
    (session,) = sandbox.all("checkout.session")
    assert (session["payment_intent"], session["payment_status"]) == (None, "paid")
    assert session["invoice"] == subscription["latest_invoice"]
    assert session["customer"] == subscription["customer"]
    assert (subscription["status"], subscription["metadata"]) == ("active", OURS)
    assert subscription["billing_mode"]["type"] == "flexible"


def test_the_only_thread_from_payment_to_donation_is_the_invoices_payment(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    (invoice,), (payment,), (intent,) = (sandbox.all(kind) for kind in ("invoice", "invoice_payment", "payment_intent"))
    assert (intent["metadata"], sandbox.all("charge")[0]["metadata"], invoice["metadata"]) == ({}, {}, {})
    assert "payments" not in invoice
    assert payment["payment"] == {"type": "payment_intent", "payment_intent": intent["id"]}
    assert (payment["invoice"], payment["status"], payment["amount_paid"]) == (invoice["id"], "paid", 5000)
    details = {"metadata": OURS, "subscription": subscription_id}
    assert invoice["parent"]["subscription_details"] == details
    assert (invoice["billing_reason"], invoice["status"]) == ("subscription_create", "paid")


def test_the_line_tells_the_period(sandbox: Sandbox) -> None:
    item = item_of(sandbox, begun(sandbox, price=price(interval="month", interval_count=3)))
    period = {"start": item["current_period_start"], "end": item["current_period_end"]}
    assert sandbox.all("invoice")[0]["lines"]["data"][0]["period"] == period
    assert 89 * 86_400 < period["end"] - period["start"] < 93 * 86_400


@pytest.mark.parametrize("ending", [["declined"], ["insufficient_funds"], ["three_d_secure", "refuse"], ["abandon"]])
def test_nothing_begins_without_money(sandbox: Sandbox, ending: list[str]) -> None:
    session_id = ask_for(sandbox)["id"]
    for outcome in ending:
        sandbox.choose(session_id, outcome)
    assert [sandbox.all(kind) for kind in ("subscription", "invoice", "customer")] == [[], [], []]
    assert sandbox.find(session_id)["status"] == "open"


def test_another_try_pays_the_same_payment(sandbox: Sandbox) -> None:
    begun(sandbox, ["declined", "three_d_secure", "confirm"])
    assert [intent["status"] for intent in sandbox.all("payment_intent")] == ["succeeded"]
    secure = sandbox.all("charge")[-1]["payment_method_details"]["card"]["three_d_secure"]
    assert secure["result"] == "authenticated"


def test_a_debit_begins_at_once_and_is_paid_days_later(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox, ["settles_later"])
    assert sandbox.all("checkout.session")[0]["payment_status"] == "unpaid"
    assert (sandbox.find(subscription_id)["status"], sandbox.all("invoice")[0]["status"]) == ("active", "open")
    before = len(sandbox.events())
    sandbox.advance(timedelta(days=3))
    shown = ["charge.succeeded", "payment_intent.succeeded", "invoice_payment.paid", "invoice.paid"]
    shown += ["invoice.payment_succeeded", "charge.updated", "checkout.session.async_payment_succeeded"]
    assert types_of(sandbox)[before:] == shown


def test_a_debit_that_never_comes_leaves_the_donation_past_due(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox, ["fails_later"])
    sandbox.advance(timedelta(days=20))
    assert sandbox.find(subscription_id)["status"] == "past_due"
    assert types_of(sandbox).count("checkout.session.async_payment_failed") == 1
    assert invoices_of(sandbox, subscription_id)[0]["status"] == "open"


def test_an_abandoned_page_expires(sandbox: Sandbox) -> None:
    session_id = ask_for(sandbox)["id"]
    assert sandbox.choose(session_id, "abandon") == FORM
    sandbox.choose(session_id, "declined")
    sandbox.advance(timedelta(days=1))
    assert types_of(sandbox)[-2:] == ["payment_intent.canceled", "checkout.session.expired"]
    assert sandbox.choose(session_id, "paid") == sandbox.world.address + f"/c/pay/{session_id}"


@pytest.mark.parametrize(
    "changed",
    [
        {"payment_intent_data": {"metadata": OURS}},
        {"customer_creation": "always"},
        {"setup_intent_data": {"metadata": OURS}},
        {"subscription_data": {"made_up": "x"}},
        {"subscription_data": {"metadata": {"a": "x" * 501}}},
        {"subscription_data": {"description": "x" * 501}},
        {"customer": "cus_nobody", "customer_email": None},
        {"mode": "payment", "subscription_data": None},
        {"line_items": None},
    ],
)
def test_what_does_not_fit_the_mode_is_refused(sandbox: Sandbox, changed: dict[str, Any]) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        ask_for(sandbox, **changed)


def test_a_one_time_price_is_no_subscription(sandbox: Sandbox) -> None:
    once = {name: value for name, value in price().items() if name != "recurring"}
    with pytest.raises(stripe.InvalidRequestError, match="recurring price"):
        ask_for(sandbox, price=once)


def test_a_known_supporter_gives_again(sandbox: Sandbox) -> None:
    customer = sandbox.find(begun(sandbox))["customer"]
    again = begun(sandbox, customer=customer, customer_email=None)
    assert sandbox.find(again)["customer"] == customer
    assert client(sandbox).products.retrieve(FUND).id == FUND
    assert len(sandbox.all("customer")) == 1
