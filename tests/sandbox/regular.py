"""Plans as Stripe tells them, begun with the SDK's own client."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import stripe

from donations.sandbox.sandbox import Sandbox
from tests.sandbox.helpers import FORM, THANKS, types_of

FUND = "fund_of_rivers"
OURS = {"reference": "7KQ4-M2XF", "installation": "installation-1"}


def client(sandbox: Sandbox) -> Any:
    """Stripe's first API, by the SDK."""
    return stripe.StripeClient("sk_test_sandbox", http_client=sandbox.http_client()).v1


def price(amount: int = 5000, currency: str = "pln", **recurring: Any) -> dict[str, Any]:
    """So much every month, unless told otherwise."""
    rhythm = {"interval": "month", "interval_count": 1} | recurring
    return {"currency": currency, "unit_amount": amount, "product": FUND, "recurring": rhythm}


def ask_for(sandbox: Sandbox, **changed: Any) -> dict[str, Any]:
    """The page where a plan begins; `price` and other parameters as given."""
    api = client(sandbox)
    if not sandbox.all("product"):
        api.products.create({"id": FUND, "name": "Fundusz rzek"})
    requested = {
        "mode": "subscription",
        "line_items": [{"quantity": 1, "price_data": changed.pop("price", price())}],
        "customer_email": "kim@example.org",
        "metadata": OURS,
        "subscription_data": {"metadata": OURS, "description": "Dar na Fundusz rzek"},
        "success_url": THANKS,
        "cancel_url": FORM,
    }
    session: dict[str, Any] = api.checkout.sessions.create(requested | changed).to_dict()
    return session


def begun(sandbox: Sandbox, outcomes: Sequence[str] = ("paid",), **changed: Any) -> str:
    """The id of a subscription somebody has begun."""
    session_id = ask_for(sandbox, **changed)["id"]
    for outcome in outcomes:
        sandbox.choose(session_id, outcome)
    return str(sandbox.find(session_id)["subscription"])


def ask_for_card(sandbox: Sandbox, subscription_id: str) -> str:
    """The page where another card is given for a subscription."""
    requested = {
        "mode": "setup",
        "currency": "pln",
        "customer": sandbox.find(subscription_id)["customer"],
        "metadata": OURS,
        "setup_intent_data": {"metadata": OURS},
        "success_url": THANKS,
        "cancel_url": FORM,
    }
    return str(client(sandbox).checkout.sessions.create(requested).id)


def item_of(sandbox: Sandbox, subscription_id: str) -> dict[str, Any]:
    """The subscription's one item."""
    item: dict[str, Any] = sandbox.find(subscription_id)["items"]["data"][0]
    return item


def days_of(sandbox: Sandbox, subscription_id: str) -> tuple[str, str]:
    """First and last day of its present period."""
    item = item_of(sandbox, subscription_id)
    return day(item["current_period_start"]), day(item["current_period_end"])


def day(moment: int) -> str:
    """Of a second, in UTC."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def invoices_of(sandbox: Sandbox, subscription_id: str) -> list[dict[str, Any]]:
    """All its invoices, oldest first."""
    found = sandbox.all("invoice")
    return [each for each in found if each["parent"]["subscription_details"]["subscription"] == subscription_id]


def reported_since(sandbox: Sandbox, before: int) -> list[str]:
    """The types of the events after the first `before`."""
    return types_of(sandbox)[before:]
