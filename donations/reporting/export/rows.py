"""What an exported row says, column by column."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from donations.core.database import session
from donations.core.money import Money
from donations.giving.states import DonationStatus
from donations.search.access_paths import matches
from donations.search.facts import state_key
from donations.search.pages import with_all_shown
from donations.search.read_query import ListQuery
from donations.search.totals import Totals, totals_of

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


_AT_ONCE = 1_000


@dataclass(slots=True)
class Export:
    """One reading of everything that is filtered. `totals` are right once the rows have been read."""

    query: ListQuery
    names: Names
    columns: Sequence[str]
    _sums: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def rows(self) -> Iterator[list[Cell]]:
        """In the order of the list; nothing is held in memory."""
        if self.query.filter.finds_nothing:
            return
        read, names = [COLUMNS[name] for name in self.columns], self.names
        for row in self._stored():
            self._count(row)
            yield [cell(row, names) for cell in read]

    @property
    def totals(self) -> Totals:
        """Of the rows that have passed."""
        return totals_of((*key, *sums) for key, sums in self._sums.items())

    def _stored(self) -> Any:
        found = matches(self.query.filter, self.names.zone.key, self.query.sort)
        rows = with_all_shown(found.rows).order_by(found.key.desc() if self.query.sort.falls else found.key)
        return session.execute(rows.execution_options(yield_per=_AT_ONCE))

    def _count(self, row: Any) -> None:
        sums = self._sums.setdefault((row.currency, row.status), [0, 0, 0])
        sums[0] += 1
        sums[1] += row.amount_minor
        sums[2] += row.refunded_minor


SUM_COLUMNS = ("currency", "gifts", "amount", "received", "refunded", "left")


def sum_rows(totals: Totals) -> Iterator[list[Cell]]:
    """One for each currency."""
    for each in totals.sums:
        money = (each.amount, each.received, each.refunded, each.left)
        yield [each.amount.currency, str(each.donations), *(amount.as_decimal() for amount in money)]
