"""Gifts by the hundred: each form sent as a visitor would, each paid at our own simulator of the provider."""

from collections.abc import Iterator

from donations.core.money import Money
from donations.funds.queries import open_funds
from donations.giving.new_donation import Donor, NewDonation
from donations.organisation.queries import current_privacy_text
from donations.payments.gateway import CheckoutLine
from donations.sandbox.sandbox import Sandbox
from donations.web.public.checkout import find_way_to_pay
from donations.web.public.tickets import fresh_key

Webhook = tuple[bytes, dict[str, str]]


def start_gift(number: int) -> str:
    """A visitor sends the form; the id of the payment page they are led to. Within an application's context."""
    gift, language = Money(1000 + number, "PLN"), ("pl", "en")[number % 2]
    new = NewDonation(
        ticket=fresh_key(),
        donor=Donor(f"Zażółć Gęślą {number}", f"supporter.{number}@example.org", language),
        lines=(CheckoutLine("Wsparcie", gift),),
        covered_costs=Money(0, "PLN"),
        fund_id=open_funds()[0].id,
        privacy_version=current_privacy_text(language).version,
    )
    return str(find_way_to_pay(new)).rsplit("/", 1)[1]


def paid_gifts(sandbox: Sandbox, count: int, first: int = 0) -> Iterator[str]:
    """So many visitors give and pay; the ids of their payment pages."""
    for number in range(first, first + count):
        page = start_gift(number)
        sandbox.choose(page, "paid")
        yield page


def webhooks(sandbox: Sandbox) -> list[Webhook]:
    """Everything the provider has to tell so far: body and headers of each event, oldest first."""
    return [sandbox.signed(event) for event in sandbox.events()]
