"""The totals of an export as rows."""

from collections.abc import Iterator

from donations.reporting.export.columns import Cell
from donations.reporting.listing.totals import Totals

SUM_COLUMNS = ("currency", "gifts", "amount", "received", "refunded", "left")


def sum_rows(totals: Totals) -> Iterator[list[Cell]]:
    """One for each currency."""
    for each in totals.sums:
        money = (each.amount, each.received, each.refunded, each.left)
        yield [each.amount.currency, str(each.gifts), *(amount.as_decimal() for amount in money)]
