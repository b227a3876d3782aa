"""Everything that can happen in the sandbox, told once."""

from datetime import timedelta

import stripe

from donations.core import clock
from donations.core.money import Money
from donations.payments.gateway import CheckoutLine, RefundRequest
from donations.payments.stripe_gateway import StripeGateway
from donations.sandbox.sandbox import Sandbox
from tests.sandbox import plan_stories, regular_stories
from tests.sandbox.helpers import opened, payment_of, request


def tell_all(sandbox: Sandbox, gateway: StripeGateway) -> None:
    """Every outcome in several currencies, the refunds, the disputes, the passing of time."""
    endings = (
        ["paid"],
        ["declined", "insufficient_funds", "paid"],
        ["three_d_secure", "confirm"],
        ["three_d_secure", "refuse"],
        ["settles_later"],
        ["fails_later"],
        ["abandon"],
    )
    for currency in ("PLN", "EUR", "USD", "GBP", "CZK"):
        for number, outcomes in enumerate(endings):
            _visit(sandbox, gateway, f"{currency}:{number}", Money(5000, currency), outcomes)
    _stop(gateway, sandbox)
    sandbox.advance(timedelta(days=4))
    for number, intent in enumerate(each for each in sandbox.all("payment_intent") if each["status"] == "succeeded"):
        sandbox.refund(intent["id"], 1000)
        sandbox.refund(intent["id"], fail_later=True)
        dispute = sandbox.dispute(intent["id"], 500)
        sandbox.close_dispute(dispute["id"], ("won", "lost")[number % 2])
    sandbox.advance(timedelta(days=4))
    regular_stories.tell_all(sandbox)


def use_gateway(gateway: StripeGateway, sandbox: Sandbox) -> None:
    """Each thing our gateway can ask, with two lines to pay for, and a part of it given back."""
    lines = (CheckoutLine("Gift", Money(5000, "EUR")), CheckoutLine("Costs", Money(177, "EUR")))
    session_id = gateway.open_checkout(request(lines=lines, language="en")).session_id
    gateway.find_checkout(session_id)
    gateway.expire_checkout(session_id)
    _give_back(gateway, sandbox)
    _stop(gateway, sandbox)
    list(gateway.events_since(clock.now() - timedelta(days=2)))
    gateway.create_webhook_endpoint("https://give.example.org/webhooks/stripe")
    plan_stories.use_gateway(gateway, sandbox)


def _give_back(gateway: StripeGateway, sandbox: Sandbox) -> None:
    session_id = opened(gateway, idempotency_key="to be given back")
    sandbox.choose(session_id, "paid")
    payment_id = payment_of(sandbox, session_id)
    gateway.refund(RefundRequest("refund-1", "installation-1", "7KQ4-M2XF", payment_id, Money(100, "PLN")))
    gateway.find_refund(payment_id, "refund-1")


def _stop(gateway: StripeGateway, sandbox: Sandbox) -> None:
    session_id = opened(gateway, idempotency_key="to be stopped")
    sandbox.choose(session_id, "settles_later")
    payment_id = payment_of(sandbox, session_id)
    sandbox.stop_payments(when_asked=True)
    gateway.cancel_payment(payment_id, "cancel:1")
    gateway.find_payment(payment_id)
    sandbox.stop_payments(when_asked=False)


def ask_everything(sandbox: Sandbox, http_client: stripe.HTTPClient) -> None:
    """Each route of the sandbox, as the SDK asks for it."""
    gateway = StripeGateway("sk_test_sandbox", http_client=http_client)
    use_gateway(gateway, sandbox)
    session_id = opened(gateway, idempotency_key="another")
    sandbox.choose(session_id, "paid")
    api = stripe.StripeClient("sk_test_sandbox", http_client=http_client).v1
    intent_id = payment_of(sandbox, session_id)
    refund = api.refunds.create({"payment_intent": intent_id, "amount": 100, "reason": "duplicate"})
    intent = api.payment_intents.retrieve(intent_id).to_dict()
    charge = api.charges.retrieve(intent["latest_charge"]).to_dict()
    api.balance_transactions.retrieve(charge["balance_transaction"])
    api.customers.retrieve(intent["customer"])
    api.refunds.retrieve(refund.id)
    api.events.retrieve(sandbox.events()[0]["id"])
    api.checkout.sessions.list({"payment_intent": intent_id})
    api.payment_intents.list({"limit": 3})
    api.charges.list({"payment_intent": intent_id})
    api.refunds.list({"payment_intent": intent_id})
    api.balance_transactions.list({"type": "charge", "created": {"gte": 1}})
    api.events.list({"types": ["refund.created"]})
    regular_stories.ask_everything(sandbox, http_client)


def _visit(sandbox: Sandbox, gateway: StripeGateway, key: str, amount: Money, outcomes: list[str]) -> None:
    session_id = opened(gateway, idempotency_key=key, lines=(CheckoutLine("Dar", amount),))
    for outcome in outcomes:
        sandbox.choose(session_id, outcome)
