"""What an event about a payment page tells of the donation behind it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from donations.core.money import Money
from donations.payments.stripe_fields import BadEvent
from donations.payments.stripe_pages import DonationSeen, donation_on_page

PAGE = {
    "id": "cs_1",
    "object": "checkout.session",
    "mode": "payment",
    "metadata": {"reference": "7KQ4-M2XF", "installation": "x"},
    "amount_total": 5000,
    "currency": "pln",
    "created": 1_794_000_000,
    "expires_at": 1_794_003_600,
    "locale": "en-GB",
    "customer_email": "kim@example.org",
    "customer_details": {"email": "kim.as.typed@example.org", "name": "Kim Nowak"},
}


def seen(**given: Any) -> DonationSeen | None:
    return donation_on_page({"data": {"object": {**PAGE, **given}}})


def test_the_donation_as_its_page_knew_it() -> None:
    assert seen() == DonationSeen(
        session_id="cs_1",
        reference="7KQ4-M2XF",
        amount=Money(5000, "PLN"),
        name="Kim Nowak",
        email="kim@example.org",
        language="en",
        started_at=datetime.fromtimestamp(1_794_000_000, UTC),
        expires_at=datetime.fromtimestamp(1_794_003_600, UTC),
        is_regular=False,
    )


def test_a_plan_is_known_as_one() -> None:
    found = seen(mode="subscription")
    assert found
    assert found.is_regular


def test_where_the_page_has_no_name_the_address_stands_for_it() -> None:
    found = seen(customer_details=None)
    assert found
    assert (found.name, found.email) == ("kim@example.org", "kim@example.org")


@pytest.mark.parametrize(
    "given",
    [
        {"object": "payment_intent"},
        {"mode": "setup"},
        {"metadata": {}},
        {"metadata": {"reference": "7KQ4-M2XF"}},
        {"metadata": {"installation": "x"}},
    ],
)
def test_anything_else_is_no_page_of_ours(given: dict[str, Any]) -> None:
    assert seen(**given) is None


@pytest.mark.parametrize("given", [{"amount_total": -1}, {"created": "yesterday"}, {"customer_email": "a\nb"}])
def test_what_no_page_says_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(BadEvent):
        seen(**given)
