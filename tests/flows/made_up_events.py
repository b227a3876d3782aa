"""Events that never happened, made from ones that did: what a signed webhook might still say."""

import copy
import itertools
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from donations.core.database import session
from donations.core.installation import installation
from donations.core.money import Money
from donations.giving.models import Donation
from donations.payments.gateway import CheckoutLine, CheckoutRequest
from donations.payments.stripe_gateway import StripeGateway
from tests.story import Story

Event = dict[str, Any]
_numbers = itertools.count(1)


def event_of(story: Story, kind: str) -> Event:
    """The newest event of this type."""
    return story.sandbox.events(kind)[-1]


def changed(event: Mapping[str, Any], *, its_object: Mapping[str, Any] | None = None, **fields: Any) -> Event:
    """Another event like this one: `fields` of the event and of its object replaced."""
    copied = copy.deepcopy(dict(event))
    copied["id"] = f"evt_made_up_{next(_numbers)}"
    copied["data"]["object"] |= its_object or {}
    return copied | fields


def pays_again(story: Story, amount: Money) -> str:
    """A second payment page with the newest donation's notes on it, paid: what should never happen. The payment's
    id.
    """
    gateway = StripeGateway("sk_test_sandbox", http_client=story.sandbox.http_client())
    with story.inside():
        newest = select(Donation).where(Donation.origin_id.is_(None)).order_by(Donation.id.desc())
        donation = session.scalars(newest.limit(1)).one()
        reference, installation_id = donation.reference, str(installation().installation_id)
    request = CheckoutRequest(
        idempotency_key=f"again:{next(_numbers)}",
        reference=reference,
        installation_id=installation_id,
        lines=(CheckoutLine("Gift", amount),),
        email="kim@example.org",
        language="en",
        expires_at=story.in_an_hour(),
        success_url="https://donations.example/thanks",
        cancel_url="https://donations.example/give",
    )
    session_id = gateway.open_checkout(request).session_id
    story.sandbox.choose(session_id, "paid")
    return str(story.sandbox.find(session_id)["payment_intent"])
