"""A made-up organisation and the letters it writes, for the tests of this folder."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from typing import Any

from donations.core.money import Money
from donations.mail.compose import Attachment, Draft, Mailbox
from donations.mail.donation_context import DonationContext

KINDS = ("thank_you", "receipt_replaced", "gift_refunded", "receipt_reissued")
DOCUMENT = b"%PDF-1.7 made up\r\n.\r\n\x00\xff"


@dataclass
class Organisation:
    name: dict[str, str] = field(default_factory=lambda: {"en": "Open Meadows", "pl": "Otwarte Łąki"})
    mission: dict[str, str] = field(default_factory=lambda: {"en": "Reading for all.", "pl": "Czytać może każdy."})
    legal_name: str = "Fundacja Otwarte Łąki"
    address_line: str = "ul. Polna 1"
    postcode: str = "90-001"
    city: str = "Łódź"
    registration: dict[str, str] = field(default_factory=lambda: {"krs": "0000123456", "nip": "7250000000"})
    legal_notice: dict[str, str] | None = None
    contact_email: str = "contact@meadows.example"
    website: str = "https://meadows.example"
    accent: str = "#2f6b4f"
    default_language: str = "pl"


def a_context(**changes: Any) -> DonationContext:
    """The donation every letter here is about, with what the test wants different."""
    context = DonationContext(
        organisation=Organisation(),
        mode="live",
        donor_name="Żółć Łódzka",
        amount=Money(5000, "PLN"),
        covered_costs=Money(177, "PLN"),
        refunded=Money(2000, "PLN"),
        remaining=Money(3000, "PLN"),
        received_on=date(2026, 11, 10),
        fund_name="Mission Fund",
        reference="7KQ4-M2XF",
        receipt_number="D/2026/000123",
        receipt_url="https://give.example/receipts/token",
        replaced_number="D/2026/000101",
        plan=None,
    )
    return DonationContext(**{**context, **changes})  # type: ignore[typeddict-item]  # a test may hand over nonsense


def a_draft(kind: str = "thank_you", *, context: DonationContext | None = None, **changes: Any) -> Draft:
    """A letter of `kind`, with what the test wants different."""
    draft = Draft(
        kind=kind,
        language="en",
        sender=Mailbox("Otwarte Łąki", "letters@meadows.example"),
        recipient=Mailbox("Żółć Łódzka", "supporter@example.org"),
        reply_to="contact@meadows.example",
        message_id="<0192f3c4-7d1e-7000-8000-00000000abcd@give.example>",
        date=datetime(2026, 11, 10, 12, 0, tzinfo=UTC),
        context=context or a_context(),
        attachments=[Attachment("receipt Łódź D/2026/000123.pdf", DOCUMENT)],
    )
    return replace(draft, **changes)


def read_back(content: bytes) -> EmailMessage:
    """The letter as its reader's program understands it."""
    message = BytesParser(policy=SMTP).parsebytes(content)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage, subtype: str = "plain") -> str:
    """The plain or the HTML half of a letter."""
    part = message.get_body((subtype,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
