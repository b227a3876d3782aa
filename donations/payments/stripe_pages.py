"""What Stripe says of a payment page: enough to write the gift behind it anew, should the books have lost it."""

from dataclasses import dataclass
from datetime import datetime

from donations.core.money import Money
from donations.payments.stripe_fields import Json, inner, metadata, moment, money, optional_text, reference, subject


@dataclass(frozen=True, slots=True)
class GiftSeen:
    """A gift as its payment page knew it. The fund is nowhere in it."""

    reference: str
    amount: Money
    name: str
    email: str
    language: str  # as it was asked for: `pl`, `en`
    started_at: datetime
    is_regular: bool  # how often is told with its plan, not on the page


def gift_on_page(event: Json) -> GiftSeen | None:
    """From an event about a page that this house opened; None for any other. Raises `BadEvent`."""
    page = subject(event)
    told = reference(page)
    if page.get("object") != "checkout.session" or page.get("mode") not in ("payment", "subscription"):
        return None
    if told is None or metadata(page, "installation") is None:
        return None
    details = inner(page, "customer_details")
    email = optional_text(page, "customer_email") or optional_text(details, "email") or ""
    return GiftSeen(
        reference=told,
        amount=money(page, "amount_total"),
        name=optional_text(details, "name") or email,
        email=email,
        language=(optional_text(page, "locale") or "")[:2],
        started_at=moment(page),
        is_regular=page.get("mode") == "subscription",
    )
