"""Cells of a CSV file that no spreadsheet runs as a formula, and that read back as they were.

A cell that would be taken for a formula gets one leading apostrophe, a cell that begins with an apostrophe one more;
nothing else changes. The reader takes exactly one off.
"""

import csv
import re
from collections.abc import Iterator
from typing import TextIO

_MARK = "'"
_FORMULA = ("=", "@", "\t", "\r")
_SIGNS = ("+", "-")
_NUMBER = re.compile(r"[+-][0-9 ().,-]*", re.ASCII)


def guarded(text: str) -> str:
    """`text` as it is written: `+48 600 100 200` and `-5` stay, `=1+1` and `+jan` do not."""
    if text.startswith((_MARK, *_FORMULA)) or (text.startswith(_SIGNS) and not _NUMBER.fullmatch(text)):
        return _MARK + text
    return text


def unguarded(cell: str) -> str:
    """What was written."""
    return cell.removeprefix(_MARK)


def read_guarded(file: TextIO) -> Iterator[dict[str, str]]:
    """The rows of a file of ours by their headings; the totals beneath the empty line are no rows."""
    lines = csv.reader(file)
    headings = [unguarded(cell) for cell in next(lines)]
    for line in lines:
        if not line:
            return
        yield dict(zip(headings, map(unguarded, line), strict=True))
