from datetime import date

import pytest
import xlsxwriter

from donations.core.errors import Refused
from donations.desk.imports.tables import xlsx_table
from tests.desk.imports.words import BOTH, HEADINGS

ROW = ["R1", date(2026, 1, 2), 5.5, "PLN", "'=1+1", "mission", "cash"]


@pytest.fixture
def book(tmp_path):
    def write(**sheets):
        path = tmp_path / "a.xlsx"
        with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as workbook:
            for name, rows in sheets.items():
                sheet = workbook.add_worksheet(name)
                for number, row in enumerate(rows):
                    for place, cell in enumerate(row):
                        sheet.write_string(number, place, cell) if isinstance(cell, str) else sheet.write(
                            number, place, cell
                        )
        return path

    return write


def test_cells_are_what_the_spreadsheet_says_they_are(book):
    (line,) = xlsx_table(book(Gifts=[HEADINGS.split(","), ROW]), BOTH).lines
    assert (list(line.cells), line.place) == (ROW, "line 2")


def test_every_sheet_of_donations_is_read_and_the_totals_are_not(book):
    headings = HEADINGS.split(",")
    path = book(One=[headings, ROW], Two=[headings, [], ROW], Together=[["Currency", "Gifts"], ["PLN", 2]])
    assert [line.place for line in xlsx_table(path, BOTH).lines] == ["One line 2", "Two line 3"]


def test_sheets_of_different_headings_are_not_mixed(book):
    headings = HEADINGS.split(",")
    with pytest.raises(Refused, match="different headings"):
        xlsx_table(book(One=[headings, ROW], Two=[headings[::-1], ROW[::-1]]), BOTH)


def test_a_file_without_donations_says_what_is_wanting(book):
    with pytest.raises(Refused, match="no column for: reference, amount"):
        xlsx_table(book(One=[["Currency", "Name"]]), BOTH)


def test_what_is_no_spreadsheet_is_refused(tmp_path):
    (tmp_path / "a.xlsx").write_text(HEADINGS)
    with pytest.raises(Refused, match="cannot be read as a spreadsheet"):
        xlsx_table(tmp_path / "a.xlsx", BOTH)
