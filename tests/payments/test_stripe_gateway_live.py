"""The same calls against Stripe's own test mode: `DONATIONS_STRIPE_SECRET_KEY=sk_test_… pytest -m stripe_live`.

Nothing here runs unless asked for. It is the only place where our picture of Stripe meets Stripe.
"""

import json
import os
from datetime import timedelta
from uuid import uuid4

import pytest

from donations.core import clock
from donations.core.money import Money
from donations.payments.gateway import CheckoutLine, CheckoutRequest, CheckoutStatus, GatewayRefused
from donations.payments.stripe_events import read_header
from donations.payments.stripe_gateway import StripeGateway

pytestmark = pytest.mark.stripe_live


@pytest.fixture
def gateway() -> StripeGateway:
    key = os.environ.get("DONATIONS_STRIPE_SECRET_KEY", "")
    assert key.startswith("sk_test_"), "set DONATIONS_STRIPE_SECRET_KEY to a test key"
    return StripeGateway(key)


def a_request(**given: object) -> CheckoutRequest:
    fixed = {
        "idempotency_key": f"checkout:{uuid4()}:1",
        "reference": "7KQ4-M2XF",
        "installation_id": str(uuid4()),
        "lines": (CheckoutLine("Gift: Mission Fund", Money(5000, "PLN")), CheckoutLine("Costs", Money(178, "PLN"))),
        "email": "kim@example.org",
        "language": "pl",
        "expires_at": clock.now().replace(microsecond=0) + timedelta(minutes=60),
        "success_url": "https://donate.example.org/pl/thanks/token",
        "cancel_url": "https://donate.example.org/pl/give/return/token",
    }
    return CheckoutRequest(**{**fixed, **given})  # type: ignore[arg-type]  # given by name


@pytest.mark.parametrize("currency", ["PLN", "EUR", "USD", "GBP"])
def test_a_payment_page_opens_in_each_currency(gateway: StripeGateway, currency: str) -> None:
    checkout = gateway.open_checkout(a_request(lines=(CheckoutLine("Gift", Money(5000, currency)),)))

    assert checkout.status == CheckoutStatus.OPEN
    assert (checkout.url or "").startswith("https://checkout.stripe.com/")


def test_the_same_key_opens_the_same_page(gateway: StripeGateway) -> None:
    request = a_request()

    assert gateway.open_checkout(request).session_id == gateway.open_checkout(request).session_id


def test_an_ended_page_stays_ended(gateway: StripeGateway) -> None:
    checkout = gateway.open_checkout(a_request())

    assert gateway.expire_checkout(checkout.session_id).status == CheckoutStatus.EXPIRED
    assert gateway.expire_checkout(checkout.session_id).status == CheckoutStatus.EXPIRED
    assert gateway.find_checkout(checkout.session_id).url is None


def test_too_little_money_is_refused(gateway: StripeGateway) -> None:
    with pytest.raises(GatewayRefused):
        gateway.open_checkout(a_request(lines=(CheckoutLine("Gift", Money(1, "PLN")),)))


def test_the_end_of_a_page_is_among_the_events(gateway: StripeGateway) -> None:
    started = clock.now() - timedelta(minutes=1)
    request = a_request()
    gateway.expire_checkout(gateway.open_checkout(request).session_id)

    headers = [read_header(json.loads(body)) for body in gateway.events_since(started)]

    assert request.installation_id in {header.installation for header in headers}
