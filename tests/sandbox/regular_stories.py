"""Everything that can happen to a plan in the sandbox, told once."""

from datetime import timedelta
from typing import Any

import pytest
import stripe

from donations.sandbox.payments.methods import Behaviour
from donations.sandbox.sandbox import Sandbox
from tests.sandbox.regular import FUND, ask_for_card, begun, client, invoices_of, item_of, price

_MONTH = timedelta(days=32)


def tell_all(sandbox: Sandbox) -> None:
    """Beginnings, renewals, refusals of every kind, changes, pauses, other cards, ends."""
    begun(sandbox, ["declined", "three_d_secure", "refuse", "three_d_secure", "confirm"])
    begun(sandbox, ["abandon"])
    for currency in ("eur", "gbp", "usd", "pln"):
        begun(sandbox, ["settles_later"], price=price(currency=currency))
        begun(sandbox, ["fails_later"], price=price(currency=currency, interval="year"))
    for behaviour in Behaviour:
        sandbox.set_card(begun(sandbox), behaviour)
    _change(sandbox)
    sandbox.advance(_MONTH)
    for invoice in [each for each in sandbox.all("invoice") if each["status"] == "open"][:6]:
        for outcome in ("other_declined", "other_card"):
            sandbox.choose_on_invoice(invoice["id"], outcome)
    sandbox.advance(_MONTH)


def ask_everything(sandbox: Sandbox, http_client: stripe.HTTPClient) -> None:
    """Each route about plans, as the SDK asks for it."""
    begun(sandbox)
    api = stripe.StripeClient("sk_test_sandbox", http_client=http_client).v1
    _look(sandbox, api)
    api.products.create({"name": "Another fund", "metadata": {"a": "b"}, "active": True})
    api.products.retrieve(FUND)
    subscription = api.subscriptions.list({"status": "active"}).data[0]
    session_id = ask_for_card(sandbox, subscription.id)
    sandbox.choose(session_id, "saved")
    card = str(api.setup_intents.retrieve(sandbox.find(session_id)["setup_intent"]).payment_method)
    api.customers.update(str(subscription.customer), {"invoice_settings": {"default_payment_method": card}})
    api.subscriptions.update(subscription.id, {"default_payment_method": card})
    sandbox.set_card(subscription.id, "insufficient_funds")
    sandbox.advance(_MONTH)
    sandbox.set_card(subscription.id, "ok")
    unpaid = invoices_of(sandbox, subscription.id)[-1]
    api.invoices.pay(unpaid["id"], {"off_session": True})
    sandbox.set_card(subscription.id, "lost_card")
    sandbox.advance(_MONTH)
    with pytest.raises(stripe.CardError):
        api.invoices.pay(str(api.subscriptions.retrieve(subscription.id).latest_invoice))
    api.invoices.void_invoice(str(api.subscriptions.retrieve(subscription.id).latest_invoice))
    api.subscriptions.cancel(subscription.id, {"cancellation_details": {"comment": "moved", "feedback": "other"}})


def _look(sandbox: Sandbox, api: Any) -> None:
    paid = sandbox.all("invoice_payment")[-1]
    api.invoices.retrieve(paid["invoice"], {"expand": ["payments"]})
    api.invoices.list({"status": "paid", "limit": 1})
    api.invoice_payments.list({"invoice": paid["invoice"]})
    api.invoice_payments.list({"payment": paid["payment"]})
    api.payment_methods.retrieve(sandbox.all("payment_method")[0]["id"])


def _change(sandbox: Sandbox) -> None:
    api, now = client(sandbox), sandbox.world.now()
    first, second, third, fourth = (begun(sandbox) for _ in range(4))
    item = {"id": item_of(sandbox, first)["id"], "price_data": price(7000)}
    api.subscriptions.update(first, {"items": [item], "proration_behavior": "none", "metadata": {"more": "yes"}})
    pause = {"behavior": "void", "resumes_at": now + 40 * 86_400}
    api.subscriptions.update(second, {"pause_collection": pause, "description": ""})
    api.subscriptions.update(third, {"trial_end": now + 10 * 86_400, "proration_behavior": "none"})
    api.subscriptions.update(fourth, {"cancel_at_period_end": True, "cancellation_details": {"comment": "enough"}})
    yearly = {"id": item_of(sandbox, third)["id"], "price_data": price(20000, interval="year")}
    api.subscriptions.update(third, {"items": [yearly], "proration_behavior": "none"})
    sandbox.replace_card_by_bank(first)
    sandbox.expire_card(second)
    session_id = ask_for_card(sandbox, first)
    sandbox.choose(session_id, "declined")
    sandbox.choose(session_id, "saved")
    ask_for_card(sandbox, first)
    sandbox.advance(timedelta(days=2))
