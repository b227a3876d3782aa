"""Cells of a CSV file that no spreadsheet runs as a formula, and that read back as they were.

A spreadsheet set up for another language splits lines at `;` or a tab, and takes a line break within a cell for the
end of the row. So each piece of a text that might become a cell of its own is guarded like a cell: one that would be
taken for a formula gets one leading apostrophe, one that begins with an apostrophe one more; nothing else changes.
The reader takes exactly one off each piece.
"""

import csv
import re
from collections.abc import Iterator
from typing import TextIO

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
