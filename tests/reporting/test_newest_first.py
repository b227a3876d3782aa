from datetime import timedelta

import pytest
from sqlalchemy import select

from donations.core.outbox import Owed
from donations.reporting.newest_first import ROWS, Cursor, newest_first
from tests.operations import owed_work


@pytest.fixture
def rows(app, clock):
    """A page and a half of rows, newest first; the test runs inside the application."""
    with app.app_context():
        made = []
        for _ in range(ROWS + ROWS // 2):
            clock.shift(timedelta(milliseconds=5))
            made.append(owed_work())
        yield made[::-1]


def page(cursor=None):
    found = newest_first(select(Owed), Owed.id, cursor)
    return [row.id for row in found.rows], found.newer, found.older


def test_pages_lead_to_the_oldest_row_and_back_again(rows):
    first, newer, older = page()
    assert (first, newer, older) == (rows[:ROWS], None, rows[ROWS - 1])

    second, newer, older = page(Cursor(older))
    assert (second, newer, older) == (rows[ROWS:], rows[ROWS], None)

    back, newer, older = page(Cursor(newer, is_newer=True))
    assert (back, newer, older) == (rows[:ROWS], None, rows[ROWS - 1])


def test_beyond_the_oldest_there_is_nothing(rows):
    assert page(Cursor(rows[-1])) == ([], None, None)
