"""A payment the bank takes back, for now or for good."""

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


def balance(sandbox: Sandbox) -> int:
    return sum(moved["amount"] for moved in sandbox.all("balance_transaction"))


def test_a_dispute_takes_the_money_at_once(sandbox: Sandbox, intent_id: str) -> None:
    dispute = sandbox.dispute(intent_id)
    assert (dispute["amount"], dispute["status"]) == (5000, "needs_response")
    assert sandbox.all("charge")[0]["disputed"]
    assert balance(sandbox) == 0
    assert types_of(sandbox)[-3:] == ["charge.dispute.created", "charge.updated", "charge.dispute.funds_withdrawn"]


def test_won_the_money_comes_back(sandbox: Sandbox, intent_id: str) -> None:
    sandbox.close_dispute(sandbox.dispute(intent_id)["id"], "won")
    assert balance(sandbox) == 5000
    assert types_of(sandbox)[-2:] == ["charge.dispute.funds_reinstated", "charge.dispute.closed"]


def test_lost_it_does_not(sandbox: Sandbox, intent_id: str) -> None:
    dispute = sandbox.dispute(intent_id, 2000)
    sandbox.close_dispute(dispute["id"], "lost")
    assert sandbox.find(dispute["id"])["status"] == "lost"
    assert balance(sandbox) == 3000
    assert types_of(sandbox)[-1] == "charge.dispute.closed"


def test_a_payment_is_disputed_once_and_by_no_more_than_was_taken(sandbox: Sandbox, intent_id: str) -> None:
    with pytest.raises(Fault):
        sandbox.dispute(intent_id, 5001)
    dispute = sandbox.dispute(intent_id)
    with pytest.raises(Fault):
        sandbox.dispute(intent_id)
    with pytest.raises(Fault):
        sandbox.close_dispute(dispute["id"], "settled amicably")


def test_what_is_disputed_cannot_be_refunded_until_it_is_won(sandbox: Sandbox, intent_id: str) -> None:
    dispute = sandbox.dispute(intent_id, 2000)
    api = stripe.StripeClient("sk_test_sandbox", http_client=sandbox.http_client()).v1
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.refunds.create({"payment_intent": intent_id})
    assert refusal.value.code == "charge_disputed"
    sandbox.close_dispute(dispute["id"], "won")
    assert api.refunds.create({"payment_intent": intent_id}).status == "succeeded"
