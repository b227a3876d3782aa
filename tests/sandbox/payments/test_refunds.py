"""Money back, wholly, in parts, never too much; and money that comes back after all."""

from datetime import timedelta

import pytest
import stripe

from donations.payments.stripe_gateway import StripeGateway
from donations.sandbox.errors import Fault
from donations.sandbox.sandbox import Sandbox
from tests.sandbox.helpers import opened, payment_of, types_of


@pytest.fixture
def intent_id(sandbox: Sandbox, gateway: StripeGateway) -> str:
    session_id = opened(gateway)
    sandbox.choose(session_id, "paid")
    return payment_of(sandbox, session_id)


def test_a_donation_is_refunded_in_parts(sandbox: Sandbox, intent_id: str) -> None:
    sandbox.refund(intent_id, 2000)
    sandbox.refund(intent_id)
    assert [refund["amount"] for refund in sandbox.all("refund")] == [2000, 3000]
    (charge,) = sandbox.all("charge")
    assert (charge["amount_refunded"], charge["refunded"]) == (5000, True)
    assert types_of(sandbox)[-2:] == ["refund.created", "charge.refunded"]


@pytest.mark.parametrize("amount", [5001, 0, -1])
def test_no_more_than_was_paid_and_no_less_than_something(sandbox: Sandbox, intent_id: str, amount: int) -> None:
    with pytest.raises(Fault):
        sandbox.refund(intent_id, amount)
    assert sandbox.all("refund") == []


def test_what_is_refunded_is_not_refunded_again(sandbox: Sandbox, intent_id: str) -> None:
    sandbox.refund(intent_id)
    with pytest.raises(Fault, match="already been refunded"):
        sandbox.refund(intent_id)


def test_a_payment_that_never_came_is_not_refunded(sandbox: Sandbox, gateway: StripeGateway) -> None:
    session_id = opened(gateway)
    sandbox.choose(session_id, "declined")
    with pytest.raises(Fault, match="successful charge"):
        sandbox.refund(payment_of(sandbox, session_id))


def test_a_refund_may_come_back_after_it_had_succeeded(sandbox: Sandbox, intent_id: str) -> None:
    refund = sandbox.refund(intent_id, 2000, fail_later=True)
    assert refund["status"] == "succeeded"
    sandbox.advance(timedelta(days=3))
    assert sandbox.find(refund["id"])["status"] == "failed"
    assert sandbox.all("charge")[0]["amount_refunded"] == 0
    assert types_of(sandbox)[-3:] == ["charge.updated", "refund.failed", "charge.refund.updated"]
    assert sum(moved["amount"] for moved in sandbox.all("balance_transaction")) == 5000


def test_a_bank_refund_is_pending_until_it_arrives(sandbox: Sandbox, gateway: StripeGateway) -> None:
    session_id = opened(gateway)
    sandbox.choose(session_id, "settles_later")
    sandbox.advance(timedelta(days=3))
    refund = sandbox.refund(payment_of(sandbox, session_id))
    assert refund["status"] == "pending"
    sandbox.advance(timedelta(days=3))
    assert sandbox.find(refund["id"])["status"] == "succeeded"
    assert types_of(sandbox)[-2:] == ["refund.updated", "charge.refund.updated"]


def test_refunds_are_asked_over_the_api_with_a_key(sandbox: Sandbox, intent_id: str) -> None:
    api = stripe.StripeClient("sk_test_sandbox", http_client=sandbox.http_client()).v1
    asked = {"payment_intent": intent_id, "amount": 1500}
    ids = {api.refunds.create(asked, {"idempotency_key": "refund:1"}).id for _ in range(2)}  # type: ignore[arg-type]  # a plain dict
    assert [refund["id"] for refund in sandbox.all("refund")] == list(ids)
