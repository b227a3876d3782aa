"""A payment on its way is stopped when it was decided so, and not as a rule."""

from datetime import timedelta

import pytest

from donations.payments.gateway import GatewayRefused, PaymentState
from donations.payments.stripe_gateway import StripeGateway
from donations.sandbox.sandbox import Sandbox
from tests.sandbox.helpers import opened, payment_of, types_of


@pytest.fixture
def session_id(sandbox: Sandbox, gateway: StripeGateway) -> str:
    """Of a donation whose money takes days."""
    session_id = opened(gateway)
    sandbox.choose(session_id, "settles_later")
    return session_id


def test_as_a_rule_it_is_refused_and_the_money_comes(sandbox: Sandbox, gateway: StripeGateway, session_id: str) -> None:
    payment_id = payment_of(sandbox, session_id)
    with pytest.raises(GatewayRefused) as refusal:
        gateway.cancel_payment(payment_id, "key")
    assert refusal.value.parameters["code"] == "payment_intent_unexpected_state"
    assert gateway.find_payment(payment_id) is PaymentState.OPEN
    sandbox.advance(timedelta(days=4))
    assert gateway.find_payment(payment_id) is PaymentState.SUCCEEDED


@pytest.mark.parametrize("outcome", ["settles_later", "fails_later"])
def test_what_is_stopped_brings_nothing_and_is_told(sandbox: Sandbox, gateway: StripeGateway, outcome: str) -> None:
    session_id = opened(gateway)
    sandbox.choose(session_id, outcome)
    sandbox.stop_payments(when_asked=True)
    assert gateway.cancel_payment(payment_of(sandbox, session_id), "key") is PaymentState.CANCELLED
    assert types_of(sandbox)[-2:] == ["charge.failed", "payment_intent.canceled"]
    shown = len(sandbox.events())
    sandbox.advance(timedelta(days=4))
    assert (len(sandbox.events()), sandbox.all("balance_transaction")) == (shown, [])


@pytest.mark.parametrize("outcome", ["paid", "declined"])
def test_only_what_is_on_its_way_can_be_stopped(sandbox: Sandbox, gateway: StripeGateway, outcome: str) -> None:
    session_id = opened(gateway)
    sandbox.choose(session_id, outcome)
    sandbox.stop_payments(when_asked=True)
    with pytest.raises(GatewayRefused):
        gateway.cancel_payment(payment_of(sandbox, session_id), "key")


def test_asked_again_under_its_key_it_is_the_same_answer(
    sandbox: Sandbox, gateway: StripeGateway, session_id: str
) -> None:
    sandbox.stop_payments(when_asked=True)
    answers = [gateway.cancel_payment(payment_of(sandbox, session_id), "key") for _ in range(2)]
    assert answers == [PaymentState.CANCELLED] * 2
    assert types_of(sandbox).count("payment_intent.canceled") == 1
