"""What a visitor's form says, checked, before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from donations.core.money import Money
from donations.giving.states import Frequency
from donations.payments.gateway import CheckoutLine


@dataclass(frozen=True, slots=True)
class Donor:
    """Who gives, as they wrote it."""

    name: str
    email: str
    language: str
    address: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class NewDonation:
    """`lines` are what the payment page shows; their sum is what is charged. `covered_costs` is part of it.

    A regular gift has one line: the provider collects it as one sum.
    """

    ticket: str
    donor: Donor
    lines: tuple[CheckoutLine, ...]
    covered_costs: Money
    fund_id: UUID
    privacy_version: int
    campaign_id: UUID | None = None
    placement: str | None = None
    message: str | None = None
    is_anonymous: bool = False
    newsletter_wording: str | None = None
    frequency: Frequency = Frequency.ONCE
    terms_version: int | None = None  # None: there were none
    is_confirmed: bool = False  # the visitor was asked "again?" and said yes

    @property
    def amount(self) -> Money:
        """What is charged."""
        total = self.lines[0].amount
        for line in self.lines[1:]:
            total += line.amount
        return total
