import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.reporting.export.csv_file import guarded, read_guarded, unguarded


@pytest.mark.parametrize("text", ["jan+give@example.org", "+48 600 100 200", "-5", "+1 (22) 555-01.20", "50 %", ""])
def test_what_is_no_formula_stays_as_it_is(text):
    assert guarded(text) == text


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "@SUM(A1)", "+jan", "-2+3|cmd", " =1", '"=1"', "'quoted"])
def test_what_a_spreadsheet_would_run_gets_one_apostrophe(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("sign", "\uff1d\uff0b\uff0d\uff20")
def test_wide_signs_begin_a_formula_too(sign):
    assert guarded(f"{sign}1") == f"'{sign}1"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Jan;=1+cmd|'/c calc'!A1", "Jan;'=1+cmd|'/c calc'!A1"),
        ("hello\n=1+1\r\n@A1", "hello\n'=1+1\r\n'@A1"),
        ('Jan;"=1"', 'Jan;\'"=1"'),
        ("tel. 1;+48 600;-5", "tel. 1;+48 600;-5"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("a;'b", "a;''b"),
    ],
)
def test_each_piece_that_may_become_a_cell_is_guarded(text, written):
    assert guarded(text) == written
    assert unguarded(written) == text


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@given(names=st.lists(st.text(alphabet="=@\uff1d;\t\r\n,'\" a1"), min_size=1, max_size=4))
def test_however_a_file_is_split_no_cell_is_a_formula(separator, names):
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerow([guarded(name) for name in names])
    for line in file.getvalue().splitlines() if separator != "," else [file.getvalue()]:
        for cell in next(csv.reader(io.StringIO(line, newline=""), delimiter=separator), []):
            assert not cell.startswith(("=", "@", "\uff1d")), line


@given(st.text())
def test_every_text_reads_back_as_it_was(text):
    assert unguarded(guarded(text)) == text


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_a_whole_file_reads_back_and_stops_at_the_totals(rows):
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["name", "message"])
    writer.writerows([guarded(name), guarded(message)] for name, message in rows)
    writer.writerow([])
    writer.writerow(["PLN", "12.50"])
    file.seek(0)

    assert [tuple(row.values()) for row in read_guarded(file)] == rows
