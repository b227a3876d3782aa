"""A made-up foundation's donation, for the tests of this folder."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from donations.core.money import Money
from donations.receipts.snapshot import ReceiptFacts, build_snapshot, issuer_of

ACCOUNT = "PL61109010140000071219812874"
CHECK_URL = "https://gifts.meadows.example/check?number=D/2026/000123&code=X7QM-2K9P"


@dataclass
class Organisation:
    name: dict[str, str] = field(default_factory=lambda: {"en": "Open Meadows", "pl": "Otwarte Łąki"})
    legal_name: str = "Fundacja Otwarte Łąki"
    address_line: str = "ul. Piotrkowska 102"
    postcode: str = "90-004"
    city: str = "Łódź"
    country: str = "PL"
    registration: dict[str, str] = field(
        default_factory=lambda: {"krs": "0000123456", "nip": "7250018312", "regon": "100123454"}
    )
    contact_email: str = "gifts@meadows.example"
    website: str = "meadows.example"
    bank_account: str = ACCOUNT
    accent: str = "#2f6b4f"
    receipt_needs_address: bool = False


PURPOSES = {"pl": "wiedza o przyrodzie i życiu publicznym", "en": "knowledge of nature and public life"}
FUNDS = {"pl": "Fundusz misyjny", "en": "Mission Fund"}


def facts(language: str = "pl", organisation: Organisation | None = None, **changes: Any) -> ReceiptFacts:
    """The facts of one donation of 50,00 zł by card; `changes` are what the test is about."""
    usual = ReceiptFacts(
        number="D/2026/000123",
        issued_on=date(2026, 11, 12),
        mode="live",
        language=language,
        issuer=issuer_of(organisation or Organisation()),
        donor_name="Żółcisława Gęś",
        donor_address=("ul. Żeromskiego 7", "91-001 Łódź"),
        amount=Money(5000, "PLN"),
        received_on=date(2026, 11, 11),
        method="card",
        fund_name=FUNDS.get(language, FUNDS["en"]),
        purpose=PURPOSES.get(language, PURPOSES["en"]),
        reference="7KQ4-M2XF",
        payment_reference="pi_3QkD8nLkdIwHu7ix0b1c2d3e",
        check_code="X7QM-2K9P",
        check_url=CHECK_URL,
    )
    return replace(usual, **changes)


def snapshot(language: str = "pl", pack: str = "polish", **changes: Any) -> dict[str, Any]:
    """The snapshot of that donation."""
    return build_snapshot(facts(language, **changes), pack)
