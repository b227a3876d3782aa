"""What can be told for sure about a file is told; the rest is refused."""

import pytest

from donations.core.errors import Refused
from donations.desk.imports.tables import csv_table
from tests.desk.imports.words import BOTH, HEADINGS, NAGLOWKI, written


def names(table):
    return [line.cells[4] for line in table.lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_letters_and_delimiter_are_found_out(tmp_path, encoding, delimiter):
    lines = [
        HEADINGS.replace(",", delimiter),
        delimiter.join(["R1", "2026-01-02", "5", "PLN", "Żółć", "mission", "cash"]),
    ]
    table = csv_table(written(tmp_path / "a.csv", lines, encoding), BOTH)
    assert (list(table.headings), names(table)) == (HEADINGS.split(","), ["Żółć"])


def test_polish_excel_is_known_by_our_own_headings(tmp_path):
    file = written(tmp_path / "a.csv", [NAGLOWKI, "R1;02.01.2026;5,00;PLN;Świętosława Gęś;mission;Gotówka"], "cp1250")
    assert names(csv_table(file, BOTH)) == ["Świętosława Gęś"]


def test_other_letters_must_be_named(tmp_path):
    file = written(tmp_path / "a.csv", [HEADINGS, "R1,2026-01-02,5,PLN,Gęś,mission,cash"], "cp1250")
    with pytest.raises(Refused, match="Please name its encoding"):
        csv_table(file, BOTH)
    assert names(csv_table(file, BOTH, "cp1250")) == ["Gęś"]
    with pytest.raises(Refused, match="not in utf-8"):
        csv_table(file, BOTH, "utf-8")


def test_what_the_guard_added_is_taken_off_and_nothing_else(tmp_path):
    cells = ["'=HYPERLINK(1)", "''quoted", "+48 600 100 200", "-5", "jan+give@example.org", "'-2+3|cmd", "x"]
    table = csv_table(written(tmp_path / "a.csv", [HEADINGS, ",".join(cells)]), BOTH)
    assert [list(line.cells) for line in table.lines] == [
        ["=HYPERLINK(1)", "'quoted", "+48 600 100 200", "-5", "jan+give@example.org", "-2+3|cmd", "x"]
    ]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path):
    lines = [HEADINGS, 'R1,2026-01-02,5,PLN,"two', 'lines",mission,cash', "", "R2,2026-01-02,5,PLN,Jan,mission,cash"]
    assert [line.number for line in csv_table(written(tmp_path / "a.csv", lines), BOTH).lines] == [2, 5]


@pytest.mark.parametrize("empty", ["", ",,,,,,"])
def test_the_totals_of_an_export_are_no_donations(tmp_path, empty):
    lines = [HEADINGS, "R1,2026-01-02,5,PLN,Jan,mission,cash", empty, "Currency,Gifts,Amount,,,,", "PLN,1,5,,,,"]
    assert names(csv_table(written(tmp_path / "a.csv", lines), BOTH)) == ["Jan"]


@pytest.mark.parametrize(
    ("headings", "wanting"),
    [
        ([], "no column for: reference, amount, currency, name, fund, method, day"),
        (["Reference,Amount,Currency,Name,Way to pay"], "no column for: fund, day"),
        ([f"{HEADINGS},Amount"], "Two columns are called Amount"),
    ],
)
def test_a_file_that_lacks_a_column_or_has_it_twice_is_refused(tmp_path, headings, wanting):
    with pytest.raises(Refused, match=wanting):
        csv_table(written(tmp_path / "a.csv", headings), BOTH)


def test_a_cell_that_never_ends_is_refused(tmp_path):
    file = written(tmp_path / "a.csv", [HEADINGS, 'R1,"' + "x" * 200_000])
    with pytest.raises(Refused, match="Line 2 cannot be read"):
        list(csv_table(file, BOTH).lines)
