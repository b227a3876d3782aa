"""What an exported row says, column by column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from donations.core.money import Money
from donations.giving.states import DonationStatus
from donations.search.facts import state_key

Cell = str | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Names:
    """How funds, campaigns and states are called in the reader's language, and where days are counted."""

    funds: Mapping[UUID, str]
    campaigns: Mapping[UUID, str]
    words: Mapping[str, str]  # states, ways to pay, yes and no
    zone: ZoneInfo

    def word(self, value: str | None) -> str | None:
        """The reader's word for it; a value without one stands for itself."""
        return self.words.get(value, value) if value else None


Read = Callable[[Any, Names], Cell]


def _money(minor: int, currency: str) -> Decimal:
    return Money(minor, currency).as_decimal()


def _local(at: datetime | None, names: Names) -> datetime | None:
    """On the clock of the organisation, without its zone: spreadsheets know none."""
    return at.astimezone(names.zone).replace(tzinfo=None, microsecond=0) if at else None


def _received(row: Any) -> int:
    return int(row.amount_minor) if row.status == DonationStatus.SETTLED else 0


def _address(row: Any, _names: Names) -> str | None:
    parts = (row.donor_address or {}).get
    town = f"{parts('postcode', '')} {parts('city', '')}".strip()
    return ", ".join(part for part in (parts("address_line", ""), town, parts("country", "")) if part) or None


def _yes(value: object, names: Names) -> str | None:
    return names.word("yes") if value else None


COLUMNS: dict[str, Read] = {
    "reference": lambda row, _: row.reference,
    "day": lambda row, _: row.day,
    "received_at": lambda row, names: _local(row.settled_at, names),
    "started_at": lambda row, names: _local(row.started_at, names),
    "status": lambda row, names: names.word(state_key(row.status, row.held_reason, is_held=row.is_held)),
    "amount": lambda row, _: _money(row.amount_minor, row.currency),
    "currency": lambda row, _: row.currency,
    "received": lambda row, _: _money(_received(row), row.currency),
    "refunded": lambda row, _: _money(row.refunded_minor, row.currency),
    "left": lambda row, _: _money(_received(row) - row.refunded_minor, row.currency),
    "covered_costs": lambda row, _: _money(row.covered_costs_minor, row.currency),
    "name": lambda row, _: row.donor_name,
    "email": lambda row, _: row.donor_email,
    "address": _address,
    "fund": lambda row, names: names.funds.get(row.fund_id, names.word("several_funds")),
    "campaign": lambda row, names: names.campaigns.get(row.campaign_id),
    "placement": lambda row, _: row.placement,
    "method": lambda row, names: names.word(row.method),
    "last4": lambda row, _: row.last4,
    "message": lambda row, _: row.message,
    "anonymous": lambda row, names: _yes(row.is_anonymous, names),
    "language": lambda row, _: row.language,
    "receipt": lambda row, _: row.receipt_number,
    "held": lambda row, names: names.word(row.held_reason),
    "disputed": lambda row, names: _yes(row.is_disputed, names),
}
