"""What each button of the payment page leads to, and in which order Stripe tells it."""

from datetime import timedelta

import pytest

from donations.core import clock
from donations.core.money import Money
from donations.payments.gateway import CheckoutLine
from donations.payments.stripe_gateway import StripeGateway
from donations.sandbox.errors import Fault
from donations.sandbox.sandbox import Sandbox
from tests.sandbox.helpers import FORM, THANKS, opened, payment_of, types_of

PAID = [
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
    "charge.updated",
]


def test_a_card_pays_at_once(sandbox: Sandbox, gateway: StripeGateway) -> None:
    assert sandbox.choose(opened(gateway), "paid") == THANKS
    assert types_of(sandbox) == ["customer.created", "payment_intent.created", *PAID]


@pytest.mark.parametrize("outcome", ["declined", "insufficient_funds"])
def test_a_declined_card_leaves_the_visitor_on_the_page(sandbox: Sandbox, gateway: StripeGateway, outcome: str) -> None:
    session_id = opened(gateway)
    assert sandbox.choose(session_id, outcome) == sandbox.find(session_id)["url"]
    assert types_of(sandbox) == ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]


def test_after_a_decline_another_try_pays_the_same_payment(sandbox: Sandbox, gateway: StripeGateway) -> None:
    session_id = opened(gateway)
    sandbox.choose(session_id, "declined")
    sandbox.choose(session_id, "paid")
    assert [intent["status"] for intent in sandbox.all("payment_intent")] == ["succeeded"]
    assert [charge["status"] for charge in sandbox.all("charge")] == ["failed", "succeeded"]


def test_three_d_secure_asks_and_then_pays(sandbox: Sandbox, gateway: StripeGateway) -> None:
    session_id = opened(gateway)
    assert sandbox.choose(session_id, "three_d_secure") == sandbox.find(session_id)["url"]
    assert sandbox.choose(session_id, "confirm") == THANKS
    shown = ["payment_intent.created", "payment_intent.requires_action", "customer.created", *PAID]
    assert types_of(sandbox) == shown


def test_a_refused_three_d_secure_is_a_failed_try_without_a_charge(sandbox: Sandbox, gateway: StripeGateway) -> None:
    session_id = opened(gateway)
    sandbox.choose(session_id, "three_d_secure")
    sandbox.choose(session_id, "refuse")
    error = sandbox.find(payment_of(sandbox, session_id))["last_payment_error"]
    assert (error["code"], error["charge"]) == ("payment_intent_authentication_failure", None)


def test_nothing_is_confirmed_that_was_not_asked(sandbox: Sandbox, gateway: StripeGateway) -> None:
    with pytest.raises(Fault):
        sandbox.choose(opened(gateway), "confirm")


def test_a_slow_payment_settles_days_later(sandbox: Sandbox, gateway: StripeGateway) -> None:
    session_id = opened(gateway)
    sandbox.choose(session_id, "settles_later")
    assert types_of(sandbox)[-3:] == ["payment_intent.processing", "charge.pending", "checkout.session.completed"]
    assert sandbox.find(session_id)["payment_status"] == "unpaid"
    sandbox.advance(timedelta(days=3))
    assert types_of(sandbox)[-4:] == [
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.async_payment_succeeded",
        "charge.updated",
    ]


def test_a_slow_payment_may_fail_days_later(sandbox: Sandbox, gateway: StripeGateway) -> None:
    sandbox.choose(opened(gateway), "fails_later")
    sandbox.advance(timedelta(days=3))
    assert types_of(sandbox)[-3:] == [
        "charge.failed",
        "payment_intent.payment_failed",
        "checkout.session.async_payment_failed",
    ]


def test_abandoning_leads_back_to_the_form_and_changes_nothing(sandbox: Sandbox, gateway: StripeGateway) -> None:
    session_id = opened(gateway)
    assert sandbox.choose(session_id, "abandon") == FORM
    assert sandbox.find(session_id)["status"] == "open"
    assert sandbox.events() == []


def test_pressing_twice_pays_once(sandbox: Sandbox, gateway: StripeGateway) -> None:
    session_id = opened(gateway)
    assert [sandbox.choose(session_id, "paid") for _ in range(2)] == [THANKS, THANKS]
    assert len(sandbox.all("charge")) == 1


def test_an_abandoned_page_expires_with_its_payment(sandbox: Sandbox, gateway: StripeGateway) -> None:
    session_id = opened(gateway)
    sandbox.choose(session_id, "declined")
    sandbox.advance(timedelta(minutes=61))
    assert types_of(sandbox)[-2:] == ["payment_intent.canceled", "checkout.session.expired"]
    assert sandbox.find(session_id)["url"] is None


def test_an_expired_page_takes_no_money(sandbox: Sandbox, gateway: StripeGateway) -> None:
    session_id = opened(gateway)
    gateway.expire_checkout(session_id)
    sandbox.choose(session_id, "paid")
    assert sandbox.all("charge") == []


def test_giving_still_works_after_the_clock_was_put_forward(sandbox: Sandbox, gateway: StripeGateway) -> None:
    sandbox.advance(timedelta(days=30))
    session_id = opened(gateway)
    sandbox.advance(timedelta(minutes=30))
    assert sandbox.choose(session_id, "paid") == THANKS
    assert sandbox.events()[-1]["created"] > clock.now().timestamp() + 29 * 86_400


@pytest.mark.parametrize(
    ("amount", "moved"),
    [
        (Money(5000, "PLN"), {"amount": 5000, "fee": 175, "net": 4825, "currency": "pln", "exchange_rate": None}),
        (Money(5000, "EUR"), {"amount": 21075, "fee": 716, "net": 20359, "currency": "pln", "exchange_rate": 4.215}),
        (Money(50000, "CZK"), {"amount": 50000, "fee": 1450, "net": 48550, "currency": "czk", "exchange_rate": None}),
    ],
)
def test_the_balance_learns_of_the_payment_less_the_fee(
    sandbox: Sandbox, gateway: StripeGateway, amount: Money, moved: dict[str, object]
) -> None:
    sandbox.choose(opened(gateway, lines=(CheckoutLine("Gift", amount),)), "paid")
    (found,) = sandbox.all("balance_transaction")
    assert found | moved == found
