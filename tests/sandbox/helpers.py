"""What many tests of the sandbox begin with."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from donations.core import clock
from donations.core.money import Money
from donations.payments.gateway import CheckoutLine, CheckoutRequest
from donations.payments.stripe_gateway import StripeGateway
from donations.payments.stripe_signature import verify_signature
from donations.sandbox.sandbox import Sandbox

SECRET = "whsec_of_the_tests"
THANKS, FORM = "http://127.0.0.1:8000/thanks/abc", "http://127.0.0.1:8000/give"


def request(**changed: Any) -> CheckoutRequest:
    """A donation of 50 zł, complete; `changed` fields replace the usual ones."""
    usual: dict[str, Any] = {
        "idempotency_key": "checkout:gift:1",
        "reference": "7KQ4-M2XF",
        "installation_id": "installation-1",
        "lines": (CheckoutLine("Dar na Fundusz misyjny, Łódź", Money(5000, "PLN")),),
        "email": "kim@example.org",
        "language": "pl",
        "expires_at": clock.now() + timedelta(minutes=60),
        "success_url": THANKS,
        "cancel_url": FORM,
    }
    return CheckoutRequest(**(usual | changed))


def opened(gateway: StripeGateway, **changed: Any) -> str:
    """The id of an open payment page."""
    return gateway.open_checkout(request(**changed)).session_id


def payment_of(sandbox: Sandbox, session_id: str) -> str:
    """The PaymentIntent of a session somebody paid on."""
    return str(sandbox.find(session_id)["payment_intent"])


def types_of(sandbox: Sandbox) -> list[str]:
    """The types of all events so far, oldest first."""
    return [event["type"] for event in sandbox.events()]


def inbox(answer: int = 200) -> tuple[list[dict[str, Any]], Callable[[bytes, Mapping[str, str]], int]]:
    """A service that checks each webhook and keeps it: what it keeps, and the way to send to it."""
    kept: list[dict[str, Any]] = []

    def post(body: bytes, headers: Mapping[str, str]) -> int:
        kept.append(verify_signature(body, headers["Stripe-Signature"], [SECRET], clock.now()))
        return answer

    return kept, post


def delivering(sandbox: Sandbox) -> Callable[[], None]:
    """Webhooks are sent, and a service takes every one."""
    _, post = inbox()

    def deliver() -> None:
        sandbox.deliver(post)

    return deliver
