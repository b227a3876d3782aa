from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from donations.reporting.export.columns import COLUMNS
from donations.reporting.export.rows import Export
from donations.reporting.export.xlsx_file import write_xlsx
from donations.search.read_query import read_query
from tests.reporting.export.test_csv_file import LABELS, names
from tests.search.naive import everything

SHEETS = {**LABELS, "sheet": "Donations", "totals": "Together"}


@pytest.fixture
def workbook(crowd, choices, tmp_path):
    def write(rows_of_sheet=1_000, **fields):
        export = Export(read_query(fields, choices), names(choices), list(COLUMNS))
        write_xlsx(export, SHEETS, tmp_path / "list.xlsx", rows_of_sheet=rows_of_sheet)
        return CalamineWorkbook.from_path(tmp_path / "list.xlsx"), export

    return write


def rows_of(book, sheet):
    heading, *rows = book.get_sheet_by_name(sheet).to_python()
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_every_donation_is_a_row_with_its_amount_as_a_number_and_its_day_as_a_day(workbook, choices):
    book, _ = workbook()
    rows = {row["reference"]: row for row in rows_of(book, "Donations")}
    expected = {row["reference"]: row for row in everything(choices.zone)}

    assert {name: Decimal(str(row["amount"])) * 100 for name, row in rows.items()} == {
        name: row["amount"] for name, row in expected.items()
    }
    assert {name: row["day"] for name, row in rows.items()} == {name: row["day"] for name, row in expected.items()}
    assert all(isinstance(row["day"], date) for row in rows.values())


def test_text_stays_text(workbook):
    book, _ = workbook(q="hyperlink")
    (row,) = rows_of(book, "Donations")
    assert (row["name"], row["message"]) == ('=HYPERLINK("x")\'; DROP', "+48 600 100 200 <b>50%_</b>")


def test_rows_that_no_sheet_can_hold_go_to_the_next(workbook):
    book, export = workbook(rows_of_sheet=150)
    assert book.sheet_names == ["Donations", "Donations 2", "Donations 3", "Together"]
    assert sum(len(rows_of(book, sheet)) for sheet in book.sheet_names[:-1]) == export.totals.donations


def test_the_totals_have_a_sheet_of_their_own(workbook):
    book, export = workbook(status="settled")
    together = {row["currency"]: row for row in rows_of(book, "Together")}
    assert {code: Decimal(str(row["left"])) for code, row in together.items()} == {
        each.left.currency: each.left.as_decimal() for each in export.totals.sums
    }


def test_an_empty_list_is_a_file_with_headings(workbook):
    book, _ = workbook(q="nobodyiscalledthis")
    assert rows_of(book, "Donations") == []
