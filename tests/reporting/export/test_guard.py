import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.reporting.export.guard import guarded, read_guarded, unguarded


@pytest.mark.parametrize("text", ["jan+give@example.org", "+48 600 100 200", "-5", "+1 (22) 555-01.20", "50 %", ""])
def test_what_is_no_formula_stays_as_it_is(text):
    assert guarded(text) == text


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "@SUM(A1)", "+jan", "-2+3|cmd", "\t=1", "\r=1", "+", "'quoted"])
def test_what_a_spreadsheet_would_run_gets_one_apostrophe(text):
    assert guarded(text) == ("+" if text == "+" else f"'{text}")


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
