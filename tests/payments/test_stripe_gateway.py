"""Our words over Stripe's API, spoken to the sandbox in place of mocks."""

import json
from datetime import timedelta
from typing import Any

import pytest
import stripe

from donations.core import clock
from donations.core.money import Money
from donations.payments.gateway import (
    CheckoutStatus,
    GatewayRefused,
    GatewayUnreachable,
    RefundAnswer,
    RefundRequest,
)
from donations.payments.stripe_events import EVENT_TYPES
from donations.payments.stripe_gateway import StripeGateway
from donations.payments.updates import RefundStatus
from donations.sandbox.sandbox import Sandbox
from tests.sandbox.helpers import SECRET, opened, payment_of, request


@pytest.fixture
def sandbox() -> Any:
    found = Sandbox(webhook_secret=SECRET)
    yield found
    found.close()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def gateway(sandbox: Sandbox, pauses: list[float]) -> StripeGateway:
    return StripeGateway("sk_test_sandbox", http_client=sandbox.http_client(), pause=pauses.append)


def test_a_checkout_is_opened_with_all_it_needs(sandbox: Sandbox, gateway: StripeGateway) -> None:
    checkout = gateway.open_checkout(request())
    session = sandbox.find(checkout.session_id)
    assert checkout.status is CheckoutStatus.OPEN
    assert checkout.url == session["url"]
    shown = ("amount_total", "currency", "client_reference_id", "customer_email", "locale", "submit_type", "metadata")
    assert [session[name] for name in shown] == [
        5000,
        "pln",
        "7KQ4-M2XF",
        "kim@example.org",
        "pl",
        "donate",
        {"reference": "7KQ4-M2XF", "installation": "installation-1"},
    ]


def test_the_payment_carries_the_reference_too(sandbox: Sandbox, gateway: StripeGateway) -> None:
    sandbox.choose(opened(gateway), "paid")
    change_request = {"reference": "7KQ4-M2XF", "installation": "installation-1"}
    assert [intent["metadata"] for intent in sandbox.all("payment_intent")] == [change_request]


def test_the_same_request_again_is_the_same_checkout(sandbox: Sandbox, gateway: StripeGateway) -> None:
    requested = request()
    assert gateway.open_checkout(requested) == gateway.open_checkout(requested)
    assert len(sandbox.all("checkout.session")) == 1


def test_a_lost_answer_is_found_again_under_the_same_key(sandbox: Sandbox, gateway: StripeGateway) -> None:
    requested = request()
    sandbox.fail_next(kind="after_effect")
    with pytest.raises(GatewayUnreachable):
        gateway.open_checkout(requested)
    gateway.open_checkout(requested)
    assert len(sandbox.all("checkout.session")) == 1


def test_a_500_is_kept_under_its_key(sandbox: Sandbox, gateway: StripeGateway) -> None:
    requested = request()
    sandbox.fail_next(kind="500")
    for _ in range(2):
        with pytest.raises(GatewayRefused):
            gateway.open_checkout(requested)
    gateway.open_checkout(request(idempotency_key="checkout:gift:2"))


def test_a_key_with_other_content_is_refused(gateway: StripeGateway) -> None:
    opened(gateway)
    with pytest.raises(GatewayRefused):
        opened(gateway, email="other@example.org")


def test_nobody_there_is_unreachable(sandbox: Sandbox, gateway: StripeGateway) -> None:
    sandbox.fail_next()
    with pytest.raises(GatewayUnreachable):
        opened(gateway)


def test_too_many_requests_are_tried_again_a_little_later(
    sandbox: Sandbox, gateway: StripeGateway, pauses: list[float]
) -> None:
    sandbox.fail_next(2, "429")
    opened(gateway)
    assert pauses == [0.5, 1.0]


def test_too_many_requests_for_too_long_is_unreachable(sandbox: Sandbox, gateway: StripeGateway) -> None:
    sandbox.fail_next(3, "429")
    with pytest.raises(GatewayUnreachable):
        opened(gateway)


def test_a_request_still_at_work_is_unreachable() -> None:
    class Busy(stripe.HTTPClient):
        name = "busy"

        def request(self, *_: Any, **__: Any) -> Any:
            body = {"error": {"type": "idempotency_error", "code": "idempotency_key_in_use", "message": "busy"}}
            return json.dumps(body), 409, {"stripe-should-retry": "false"}

    with pytest.raises(GatewayUnreachable):
        opened(StripeGateway("sk_test_sandbox", http_client=Busy()))


def test_what_became_of_a_checkout(sandbox: Sandbox, gateway: StripeGateway) -> None:
    session_id = opened(gateway)
    sandbox.choose(session_id, "paid")
    found = gateway.find_checkout(session_id)
    assert (found.status, found.url) == (CheckoutStatus.COMPLETE, None)


def test_an_open_checkout_can_be_ended(gateway: StripeGateway) -> None:
    assert gateway.expire_checkout(opened(gateway)).status is CheckoutStatus.EXPIRED


def test_ending_a_paid_checkout_tells_that_it_is_paid(sandbox: Sandbox, gateway: StripeGateway) -> None:
    session_id = opened(gateway)
    sandbox.choose(session_id, "paid")
    assert gateway.expire_checkout(session_id).status is CheckoutStatus.COMPLETE


def test_an_unknown_checkout_is_refused(gateway: StripeGateway) -> None:
    with pytest.raises(GatewayRefused):
        gateway.expire_checkout("cs_test_nowhere")


def test_all_events_come_oldest_first_through_pages_and_days(sandbox: Sandbox, gateway: StripeGateway) -> None:
    since = clock.now()
    for number in range(30):
        sandbox.choose(opened(gateway, idempotency_key=str(number)), "paid")
    sandbox.advance(timedelta(days=2))
    sandbox.choose(opened(gateway, idempotency_key="late"), "paid")
    found = [json.loads(body)["id"] for body in gateway.events_since(since)]
    assert found == [event["id"] for event in sandbox.events()]
    assert len(found) > 150


@pytest.fixture
def payment_id(sandbox: Sandbox, gateway: StripeGateway) -> str:
    session_id = opened(gateway)
    sandbox.choose(session_id, "paid")
    return payment_of(sandbox, session_id)


def change_request(payment_id: str, minor: int = 2000, refund_id: str = "refund-1") -> RefundRequest:
    return RefundRequest(refund_id, "installation-1", "7KQ4-M2XF", payment_id, Money(minor, "PLN"))


def test_a_refund_carries_our_mark(sandbox: Sandbox, gateway: StripeGateway, payment_id: str) -> None:
    answer = gateway.refund(change_request(payment_id))
    [made] = sandbox.all("refund")
    assert answer == RefundAnswer(made["id"], RefundStatus.SUCCEEDED, None)
    assert (made["amount"], made["payment_intent"]) == (2000, payment_id)
    assert made["metadata"] == {"reference": "7KQ4-M2XF", "installation": "installation-1", "refund": "refund-1"}


def test_the_same_refund_asked_again_is_the_same_refund(
    sandbox: Sandbox, gateway: StripeGateway, payment_id: str
) -> None:
    sandbox.fail_next(kind="after_effect")
    with pytest.raises(GatewayUnreachable):
        gateway.refund(change_request(payment_id))
    gateway.refund(change_request(payment_id))
    assert [made["amount"] for made in sandbox.all("refund")] == [2000]


def test_a_refund_is_found_by_our_mark(sandbox: Sandbox, gateway: StripeGateway, payment_id: str) -> None:
    sandbox.refund(payment_id, 100)
    requested = gateway.refund(change_request(payment_id))
    assert gateway.find_refund(payment_id, "refund-1") == requested
    assert gateway.find_refund(payment_id, "refund-2") is None


def test_more_than_was_paid_is_refused(sandbox: Sandbox, gateway: StripeGateway, payment_id: str) -> None:
    with pytest.raises(GatewayRefused) as refusal:
        gateway.refund(change_request(payment_id, 5001))
    assert refusal.value.parameters["status"] == 400
    assert sandbox.all("refund") == []


def test_a_webhook_endpoint_tells_its_secret_and_wants_our_events(sandbox: Sandbox, gateway: StripeGateway) -> None:
    secret = gateway.create_webhook_endpoint("https://give.example.org/webhooks/stripe")
    endpoint = sandbox.all("webhook_endpoint")[-1]
    assert secret.startswith("whsec_")
    assert endpoint["enabled_events"] == list(EVENT_TYPES)
    assert endpoint["api_version"] == stripe.api_version


@pytest.mark.parametrize("key", ["sk_live_x", "rk_live_x"])
def test_a_live_key_never_goes_to_another_address(key: str) -> None:
    with pytest.raises(ValueError, match="live"):
        StripeGateway(key, base_address="http://127.0.0.1:8001")


@pytest.mark.parametrize("address", ["http://evil.example", "https://127.0.0.1.example", "http://10.0.0.1", "x"])
def test_the_address_may_only_be_on_this_machine(address: str) -> None:
    with pytest.raises(ValueError, match="this machine"):
        StripeGateway("sk_test_x", base_address=address)
