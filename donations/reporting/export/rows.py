"""The rows of an export, one after the other, and what they add up to once they have passed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from donations.core.database import session
from donations.reporting.export.columns import COLUMNS, Cell, Names
from donations.search.access_paths import matches
from donations.search.pages import with_all_shown
from donations.search.read_query import ListQuery
from donations.search.totals import Totals, totals_of

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
