"""A spreadsheet: every sheet with our headings, one after the other."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from donations.core.errors import Refused
from donations.desk.imports.table import Line, Table, is_empty, text_of
from donations.desk.imports.vocabulary import Vocabulary, columns_of


def xlsx_table(path: Path, vocabularies: Sequence[Vocabulary]) -> Table:
    """Sheets of other headings, such as the totals of an export, are passed over. Raises `Refused` if all are."""
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - no other command needs it

    try:
        book = CalamineWorkbook.from_path(path)
        sheets = [(name, *_read(book.get_sheet_by_name(name))) for name in book.sheet_names]
    except CalamineError as problem:
        raise Refused("This file cannot be read as a spreadsheet: %(problem)s", problem=problem) from None
    ours = [sheet for sheet in sheets if _has_gifts(sheet[1], vocabularies)]
    headings = (ours or sheets)[0][1] if sheets else []
    columns = columns_of(headings, vocabularies)  # says what is wanting
    if any(each[1] != headings for each in ours):
        raise Refused("The sheets of this file have different headings. Please import them one by one.")
    several = len(ours) > 1
    parts = [_lines(rows, name if several else "") for name, _, rows in ours]
    return Table(headings, columns, chain.from_iterable(parts))


def _read(sheet: Any) -> tuple[list[str], Iterator[tuple[int, list[Any]]]]:
    """Headings, and the rows beneath with their numbers."""
    first = (sheet.start or (0, 0))[0] + 1
    rows = enumerate(iter(sheet.to_python(skip_empty_area=True)), start=first)
    return [text_of(cell).strip() for cell in next(rows, (0, []))[1]], rows


def _has_gifts(headings: Sequence[str], vocabularies: Sequence[Vocabulary]) -> bool:
    try:
        columns_of(headings, vocabularies)
    except Refused:
        return False
    return True


def _lines(rows: Iterator[tuple[int, list[Any]]], sheet: str) -> Iterator[Line]:
    return (Line(number, cells, sheet) for number, cells in rows if not is_empty(cells))
