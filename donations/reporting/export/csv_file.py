"""An export as CSV: UTF-8 with the mark that spreadsheets look for, rows as they come, the totals beneath."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from donations.reporting.export.columns import Cell
from donations.reporting.export.guard import guarded
from donations.reporting.export.rows import Export
from donations.reporting.export.sums import SUM_COLUMNS, sum_rows

_LINES_AT_ONCE = 500
_BYTE_ORDER_MARK = "\ufeff"


def csv_chunks(export: Export, labels: Mapping[str, str]) -> Iterator[bytes]:
    """The file in pieces. `labels`: the heading of each column, in the reader's language."""
    yield _BYTE_ORDER_MARK.encode()
    yield from _chunks(_lines(export, labels))


def _lines(export: Export, labels: Mapping[str, str]) -> Iterator[Sequence[str]]:
    yield [guarded(labels[name]) for name in export.columns]
    for row in export.rows():
        yield [_written(cell) for cell in row]
    yield []
    yield [labels[name] for name in SUM_COLUMNS]
    for row in sum_rows(export.totals):
        yield [_written(cell) for cell in row]


def _written(cell: Cell) -> str:
    match cell:
        case str():
            return guarded(cell)
        case Decimal():
            return f"{cell:f}"
        case datetime():
            return cell.isoformat(" ")
        case date():
            return cell.isoformat()
    return ""


def _chunks(lines: Iterable[Sequence[str]]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)  # a line break or `,` stays where it is
    for number, line in enumerate(lines, start=1):
        writer.writerow(line)
        if number % _LINES_AT_ONCE == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
