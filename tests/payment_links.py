"""Money that comes without us: by a link somebody made in the provider's dashboard. Nothing of it bears our mark."""

from typing import Any

import stripe

from tests.story import Story


def pays_by_link(story: Story, minor: int = 5000, currency: str = "pln", email: str = "ann@example.org") -> str:
    """The payment's id. No webhook of it has been told yet."""
    client = stripe.StripeClient("sk_test_sandbox", http_client=story.sandbox.http_client())
    line = {"quantity": 1, "price_data": {"currency": currency, "unit_amount": minor, "product_data": {"name": "Book"}}}
    requested: Any = {"mode": "payment", "ui_mode": "hosted_page", "line_items": [line], "customer_email": email}
    page = client.v1.checkout.sessions.create(requested | {"success_url": "https://example.org/thanks"})
    story.sandbox.choose(page.id, "paid")
    return str(story.sandbox.find(page.id)["payment_intent"])


def is_put_aside(story: Story) -> None:
    """The webhooks come; after two days of trying none of them belongs to anything."""
    story.delivers()
    story.drains_until_nothing_is_owed()
