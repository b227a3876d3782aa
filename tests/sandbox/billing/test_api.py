"""Invoices, their payments and customers over the API."""

from datetime import timedelta
from typing import Any

import pytest
import stripe

from donations.sandbox.sandbox import Sandbox
from tests.sandbox.helpers import types_of
from tests.sandbox.regular import begun, client, invoices_of

pytestmark = pytest.mark.usefixtures("clock")  # from November: the months ahead have 30 and 31 days
MONTH = timedelta(days=31, hours=2)


@pytest.fixture
def api(sandbox: Sandbox) -> Any:
    return client(sandbox)


@pytest.fixture
def unpaid(sandbox: Sandbox) -> dict[str, Any]:
    """The second invoice of a plan whose card has no money."""
    subscription_id = begun(sandbox)
    sandbox.set_card(subscription_id, "insufficient_funds")
    sandbox.advance(MONTH)
    return invoices_of(sandbox, subscription_id)[-1]


def subscription_of(invoice: dict[str, Any]) -> str:
    return str(invoice["parent"]["subscription_details"]["subscription"])


def test_an_invoice_shows_its_payments_when_asked(sandbox: Sandbox, api: Any) -> None:
    invoice_id = sandbox.find(begun(sandbox))["latest_invoice"]
    assert "payments" not in api.invoices.retrieve(invoice_id).to_dict()
    (payment,) = api.invoices.retrieve(invoice_id, {"expand": ["payments"]}).payments.data
    assert payment.payment.payment_intent == sandbox.all("payment_intent")[0]["id"]


def test_invoices_and_their_payments_are_found_from_either_end(api: Any, unpaid: dict[str, Any]) -> None:
    found = api.invoices.list({"subscription": subscription_of(unpaid), "status": "open"}).data
    assert [each.id for each in found] == [unpaid["id"]]
    (payment,) = api.invoice_payments.list({"invoice": unpaid["id"]}).data
    by_intent = {"payment": {"type": "payment_intent", "payment_intent": payment.payment.payment_intent}}
    assert [each.invoice for each in api.invoice_payments.list(by_intent).data] == [unpaid["id"]]
    assert api.invoice_payments.list({"status": "paid"}).data[0].id != payment.id


def test_subscriptions_are_listed_without_the_cancelled(sandbox: Sandbox, api: Any) -> None:
    kept, ended = begun(sandbox), begun(sandbox)
    api.subscriptions.cancel(ended)
    assert [each.id for each in api.subscriptions.list().data] == [kept]
    assert [each.id for each in api.subscriptions.list({"status": "ended"}).data] == [ended]
    assert len(api.subscriptions.list({"status": "all"}).data) == 2
    with pytest.raises(stripe.InvalidRequestError):
        api.subscriptions.list({"status": "asleep"})


def test_another_card_pays_out_of_turn(sandbox: Sandbox, api: Any, unpaid: dict[str, Any]) -> None:
    sandbox.set_card(subscription_of(unpaid), "ok")
    assert api.invoices.pay(unpaid["id"]).status == "paid"
    assert sandbox.find(subscription_of(unpaid))["status"] == "active"
    with pytest.raises(stripe.InvalidRequestError, match="already paid"):
        api.invoices.pay(unpaid["id"])


def test_a_draft_is_finalised_and_paid(sandbox: Sandbox, api: Any) -> None:
    subscription_id = begun(sandbox)
    sandbox.advance(timedelta(days=30, minutes=1))
    draft = invoices_of(sandbox, subscription_id)[-1]
    assert (draft["status"], api.invoices.pay(draft["id"]).status) == ("draft", "paid")
    before = len(sandbox.events())
    sandbox.advance(timedelta(hours=2))
    assert types_of(sandbox)[before:] == []


def test_a_refused_payment_is_kept_with_its_key(sandbox: Sandbox, api: Any, unpaid: dict[str, Any]) -> None:
    options = {"idempotency_key": "collect-1"}
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            api.invoices.pay(unpaid["id"], options=options)
    assert types_of(sandbox).count("charge.failed") == 2  # Stripe's own, and ours once
    sandbox.set_card(subscription_of(unpaid), "ok")
    with pytest.raises(stripe.CardError):
        api.invoices.pay(unpaid["id"], options=options)
    assert api.invoices.pay(unpaid["id"], options={"idempotency_key": "collect-2"}).status == "paid"


def test_who_must_confirm_is_told_so(sandbox: Sandbox, api: Any, unpaid: dict[str, Any]) -> None:
    sandbox.set_card(subscription_of(unpaid), "authentication_required")
    with pytest.raises(stripe.CardError) as refused:
        api.invoices.pay(unpaid["id"])
    assert refused.value.code == "invoice_payment_intent_requires_action"
    assert '"status": "requires_action"' in str(refused.value.http_body)


def test_a_voided_invoice_is_closed(sandbox: Sandbox, api: Any, unpaid: dict[str, Any]) -> None:
    assert api.invoices.void_invoice(unpaid["id"]).status == "void"
    assert types_of(sandbox)[-2:] == ["payment_intent.canceled", "invoice.voided"]
    for ask in (api.invoices.void_invoice, api.invoices.pay):
        with pytest.raises(stripe.InvalidRequestError):
            ask(unpaid["id"])
    sandbox.set_card(subscription_of(unpaid), "ok")
    sandbox.advance(timedelta(days=10))
    assert sandbox.find(unpaid["id"])["status"] == "void"


def test_a_payment_method_pays_for_its_own_customer_only(sandbox: Sandbox, api: Any, unpaid: dict[str, Any]) -> None:
    foreign = sandbox.find(begun(sandbox))["default_payment_method"]
    with pytest.raises(stripe.InvalidRequestError, match="attached"):
        api.invoices.pay(unpaid["id"], {"payment_method": foreign})
    with pytest.raises(stripe.InvalidRequestError, match="attached"):
        api.customers.update(unpaid["customer"], {"invoice_settings": {"default_payment_method": foreign}})


def test_a_customer_is_changed_and_told(sandbox: Sandbox, api: Any) -> None:
    subscription = sandbox.find(begun(sandbox))
    changed = {"email": "new@example.org", "name": "Kim"}
    settings = {"invoice_settings": {"default_payment_method": subscription["default_payment_method"]}}
    assert api.customers.update(subscription["customer"], changed | settings).email == "new@example.org"
    shown = sandbox.events("customer.updated")[0]["data"]
    assert shown["previous_attributes"]["email"] == "kim@example.org"
    with pytest.raises(stripe.InvalidRequestError):
        api.customers.update(subscription["customer"], {"made_up": "1"})
