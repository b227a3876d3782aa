"""What is exported is what the list shows, and reads back."""

import io
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from donations.reporting.export.columns import COLUMNS, Names
from donations.reporting.export.csv_file import csv_chunks, read_guarded
from donations.reporting.export.rows import Export
from donations.search.read_query import read_query
from donations.search.totals import slow_totals
from tests.search.naive import everything, fits

LABELS = {name: name for name in (*COLUMNS, "gifts", "sheet", "totals")}


def names(choices):
    return Names({row.id: row.slug for row in choices.funds}, {}, {}, ZoneInfo(choices.zone))


def exported(choices, **fields):
    query = read_query(fields, choices)
    assert query.problems == {}
    export = Export(query, names(choices), list(COLUMNS))
    text = b"".join(csv_chunks(export, LABELS)).decode("utf-8-sig")
    return query, export, text


@pytest.mark.parametrize(
    "fields",
    [{}, {"status": "settled", "sort": "largest"}, {"q": "an", "currency": "PLN"}, {"amount_from": "200"}, {"q": "%"}],
)
def test_the_file_holds_exactly_what_is_filtered(crowd, choices, fields):
    query, _, text = exported(choices, **fields)
    rows = list(read_guarded(io.StringIO(text, newline="")))
    expected = {row["reference"]: row["amount"] for row in everything(choices.zone) if fits(row, query.filter)}

    assert {row["reference"]: Decimal(row["amount"]) * 100 for row in rows} == expected


def test_the_totals_beneath_are_those_of_the_rows_and_of_the_screen(crowd, choices):
    query, export, text = exported(choices, status="settled")
    beneath = text.split("\r\n\r\n")[1].replace('"', "").split()

    assert export.totals == slow_totals(query.filter, choices.zone)
    assert beneath[1:] == [
        ",".join(
            (s.amount.currency, str(s.donations), *(m.plain() for m in (s.amount, s.received, s.refunded, s.left)))
        )
        for s in export.totals.sums
    ]


def test_no_cell_is_run_as_a_formula_and_all_of_them_are_restored(crowd, choices):
    _, _, text = exported(choices, q="hyperlink")
    (row,) = read_guarded(io.StringIO(text, newline=""))

    assert ",\"'=HYPERLINK" in text
    assert (row["name"], row["message"]) == ('=HYPERLINK("x")\'; DROP', "+48 600 100 200 <b>50%_</b>")


def test_each_cell_is_quoted(crowd, choices):
    _, _, text = exported(choices, status="settled")
    lines = [line for line in text.split("\r\n") if line]
    assert [line for line in lines if not (line.startswith('"') and line.endswith('"'))] == []
