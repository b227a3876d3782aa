"""What Stripe says of a payment page: enough to write the donation behind it anew, should the books have lost it.

And of who paid where nobody filled in a form of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from donations.core.money import Money
from donations.payments.stripe_fields import (
    ID,
    BadEvent,
    Json,
    inner,
    matching,
    metadata,
    moment,
    money,
    needed_moment,
    optional_text,
    reference,
    subject,
)

_ADDRESS = {"address_line": "line1", "postcode": "postal_code", "city": "city", "country": "country"}


@dataclass(frozen=True, slots=True)
class DonationSeen:
    """A donation as its payment page knew it. The fund is nowhere in it; that of a plan is reported with the plan."""

    session_id: str
    reference: str
    amount: Money
    name: str
    email: str
    language: str  # as it was asked for: `pl`, `en`
    started_at: datetime
    expires_at: datetime
    is_regular: bool  # how often is told with its plan, not on the page


def donation_on_page(event: Json) -> DonationSeen | None:
    """From an event about a page that this house opened; None for any other. Raises `BadEvent`."""
    page = subject(event)
    update = reference(page)
    if page.get("object") != "checkout.session" or page.get("mode") not in ("payment", "subscription"):
        return None
    if update is None or metadata(page, "installation") is None:
        return None
    details = inner(page, "customer_details")
    email = optional_text(page, "customer_email") or optional_text(details, "email") or ""
    return DonationSeen(
        session_id=matching(page, "id", ID),
        reference=update,
        amount=money(page, "amount_total"),
        name=optional_text(details, "name") or email,
        email=email,
        language=(optional_text(page, "locale") or "")[:2],
        started_at=moment(page),
        expires_at=needed_moment(page, "expires_at"),
        is_regular=page.get("mode") == "subscription",
    )


@dataclass(frozen=True, slots=True)
class PayerSeen:
    """Who paid, as the payment page or the charge knows it; each part may be empty."""

    name: str = ""
    email: str = ""
    address: Mapping[str, str] = field(default_factory=dict)  # address_line, postcode, city, country


def payer_seen(*events: Json) -> PayerSeen:
    """From events about one payment: each part from the first of them that says it."""
    update = [_payer(subject(event)) for event in events]
    return PayerSeen(
        next((each.name for each in update if each.name), ""),
        next((each.email for each in update if each.email), ""),
        next((each.address for each in update if each.address), {}),
    )


def _payer(about: Json) -> PayerSeen:
    try:
        details = inner(about, "customer_details") or inner(about, "billing_details")
        lives = inner(details, "address")
        parts = {ours: optional_text(lives, theirs) or "" for ours, theirs in _ADDRESS.items()}
        return PayerSeen(
            name=optional_text(details, "name") or "",
            email=optional_text(details, "email") or optional_text(about, "receipt_email") or "",
            address={ours: update for ours, update in parts.items() if update},
        )
    except BadEvent:  # whoever sees to it writes it themselves
        return PayerSeen()
