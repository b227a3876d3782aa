"""What a list shows, and in which order."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from donations.reporting.listing.terms import typed_words

SUMMED = frozenset({"status", "since", "until", "fund_id", "campaign_id", "currency"})


class Sort(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    LARGEST = "largest"
    SMALLEST = "smallest"

    @property
    def is_by_amount(self) -> bool:
        """By figures as they are read, whatever the currency."""
        return self in (Sort.LARGEST, Sort.SMALLEST)

    @property
    def falls(self) -> bool:
        """From high to low."""
        return self in (Sort.NEWEST, Sort.LARGEST)


@dataclass(frozen=True, slots=True)
class DonationFilter:
    """Everything that is set must be so. Days are days in the organisation's zone, the last one included."""

    typed: str = ""
    status: str | None = None
    since: date | None = None
    until: date | None = None
    fund_id: UUID | None = None
    campaign_id: UUID | None = None  # nil: without one
    placement: str | None = None
    currency: str | None = None
    method: str | None = None
    least: int | None = None  # thousandths of the currency's unit
    most: int | None = None
    is_held: bool = False
    has_message: bool = False
    is_refunded: bool = False
    is_disputed: bool = False
    is_regular: bool = False

    @property
    def words(self) -> list[str]:
        """What somebody typed, as it is searched."""
        return typed_words(self.typed)

    def within(self, days: tuple[date, date] | None) -> "DonationFilter":
        """The same donations, where it is known that there are none but on these days, the last one included."""
        if days is None:
            return self
        first, last = days
        return replace(self, since=max(first, self.since or first), until=min(last, self.until or last))

    @property
    def finds_nothing(self) -> bool:
        """Signs were typed that are part of no word."""
        return bool(self.typed.strip()) and not self.words

    @property
    def is_summed(self) -> bool:
        """Whether the figures of days alone can answer."""
        return self == replace(DonationFilter(), **{name: getattr(self, name) for name in SUMMED})
