"""An export as CSV: UTF-8 with the mark that spreadsheets look for, rows as they come, the totals beneath."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TextIO

from donations.reporting.export.rows import SUM_COLUMNS, Cell, Export, sum_rows

_MARK = "'"
_BEGIN = r"(?:\A|(?<=[;\t\r\n]))"  # of a piece
_NUMBER = r"[+-][0-9 ().,-]*(?:\Z|[;\t\r\n])"
_WIDE = "\uff1d\uff20\uff0b\uff0d"  # the same signs as East Asian keyboards write them
_FORMULA = rf"[\t\r]|[\" ]*(?!{_NUMBER})[=@+\-{_WIDE}]"
_RISKY = re.compile(rf"{_BEGIN}(?={_MARK}|{_FORMULA})")
_MARKED = re.compile(rf"{_BEGIN}{_MARK}")


def guarded(text: str) -> str:
    """`text` as it is written: `+48 600 100 200` and `-5` stay, `=1+1`, `+jan` and `Jan;=1+1` do not."""
    return _RISKY.sub(_MARK, text)


def unguarded(cell: str) -> str:
    """What was written."""
    return _MARKED.sub("", cell)


def read_guarded(file: TextIO) -> Iterator[dict[str, str]]:
    """The rows of a file of ours by their headings; the totals beneath the empty line are no rows."""
    lines = csv.reader(file)
    headings = [unguarded(cell) for cell in next(lines)]
    for line in lines:
        if not line:
            return
        yield dict(zip(headings, map(unguarded, line), strict=True))


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
