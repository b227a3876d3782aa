"""An export as XLSX: text stays text, amounts are numbers, as many sheets as the rows need, and one for the totals."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from donations.reporting.export.rows import SUM_COLUMNS, Cell, Export, sum_rows

MOST_ROWS = 1_048_575  # of a sheet, beneath its headings
_WIDTH = 16


def write_xlsx(export: Export, labels: Mapping[str, str], path: Path, *, rows_of_sheet: int = MOST_ROWS) -> None:
    """Row by row, in constant memory. `labels`: headings, and `sheet` and `totals` as the names of sheets."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheets = _Sheets(book)
        headings = [labels[name] for name in export.columns]
        sheet = None
        for number, row in enumerate(export.rows()):
            if number % rows_of_sheet == 0:
                part = number // rows_of_sheet
                sheet = sheets.add(labels["sheet"] if part == 0 else f"{labels['sheet']} {part + 1}", headings)
            sheets.write(sheet, number % rows_of_sheet + 1, row)
        if sheet is None:
            sheets.add(labels["sheet"], headings)
        together = sheets.add(labels["totals"], [labels[name] for name in SUM_COLUMNS])
        for number, row in enumerate(sum_rows(export.totals), start=1):
            sheets.write(together, number, row)


class _Sheets:
    """One workbook and its formats."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.heading = book.add_format({"bold": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.money = book.add_format({"num_format": "#,##0.00##"})

    def add(self, name: str, headings: Sequence[str]) -> Any:
        """A sheet with its first row, which stays in view."""
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, len(headings) - 1, _WIDTH)
        sheet.freeze_panes(1, 0)
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, self.heading)
        return sheet

    def write(self, sheet: Any, number: int, cells: Iterable[Cell]) -> None:
        """One row."""
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(number, place, cell)
            elif isinstance(cell, Decimal):
                sheet.write_number(number, place, cell, self.money)
            elif isinstance(cell, datetime):
                sheet.write_datetime(number, place, cell, self.moment)
            elif isinstance(cell, date):
                sheet.write_datetime(number, place, cell, self.day)
