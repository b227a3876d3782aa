"""What every letter about a donation may say: one set of facts for all of them, so that none is forgotten."""

from datetime import date
from types import SimpleNamespace
from typing import Protocol, TypedDict, cast

from donations.core.money import Money


class LetterHead(Protocol):
    """The organisation as letters show it; its row fits as it is."""

    name: dict[str, str]
    mission: dict[str, str]
    legal_name: str
    address_line: str
    postcode: str
    city: str
    registration: dict[str, str]
    legal_notice: dict[str, str] | None
    contact_email: str
    website: str
    accent: str
    default_language: str


def letter_head_of(organisation: LetterHead) -> LetterHead:
    """A copy that no database stands behind: letters are rendered when no transaction is open."""
    shown = {name: getattr(organisation, name) for name in LetterHead.__annotations__}
    return cast("LetterHead", SimpleNamespace(**shown))


class PlanNote(TypedDict):
    """What the letter about one instalment says of the plan that made it."""

    is_first: bool  # the plan began with it
    interval: str  # in the letter's language
    collected_on: date | None  # the next one; None when nothing will be collected by itself
    manage_url: str


class DonationContext(TypedDict):
    """The donation, its receipt, and what changed."""

    organisation: LetterHead
    mode: str  # "sandbox", "test" or "live"
    donor_name: str  # as given; may be empty
    amount: Money  # the whole donation as it was paid, covered costs included
    covered_costs: Money | None
    refunded: Money | None  # returned so far, in all
    remaining: Money | None  # amount less refunded, when something was returned
    received_on: date  # in the organisation's zone
    fund_name: str  # in the letter's language
    reference: str
    receipt_number: str  # the receipt this letter is about: attached, or void in "gift_refunded"
    receipt_url: str  # from the configured base URL
    replaced_number: str | None  # the receipt that `receipt_number` cancels and replaces
    plan: PlanNote | None  # of a plan that goes on
