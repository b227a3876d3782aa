"""Whatever stands in the address: a right answer, or a problem told beside its field."""

import pytest

from donations.search.filters import DonationFilter, Sort
from donations.search.pages import page_of
from donations.search.read_query import read_query
from donations.search.totals import quick_totals


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"sort": "cheapest"}, "sort"),
        ({"status": "paid"}, "status"),
        ({"period": "yesteryear"}, "period"),
        ({"day_from": "2026-13-45"}, "day_from"),
        ({"day_to": "31.12.2026"}, "day_to"),
        ({"day_from": "0001-01-01"}, "day_from"),
        ({"fund": "' OR 1=1 --"}, "fund"),
        ({"campaign": "x" * 10_000}, "campaign"),
        ({"currency": "QQQ"}, "currency"),
        ({"method": "card;"}, "method"),
        ({"placement": "a\u202eb"}, "placement"),
        ({"amount_from": "1.234"}, "amount_from"),
        ({"amount_to": "NaN"}, "amount_to"),
        ({"amount_to": "-5"}, "amount_to"),
        ({"q": "x" * 10_000}, "q"),
    ],
)
def test_a_value_that_cannot_be_is_told_beside_its_field(crowd, choices, fields, field):
    query = read_query(fields, choices)
    assert list(query.problems) == [field]


SIGNS = ["%", "\\", '"', "'", "*", "(", "NEAR(", "_ssettled", "a" * 200, "\x00", "🙂", "=1+1"]


@pytest.mark.parametrize("typed", SIGNS)
def test_signs_that_mean_something_to_a_database_are_searched_or_find_nothing(crowd, choices, typed):
    query = read_query({"q": typed}, choices)
    totals = quick_totals(query.filter, choices.zone)
    assert totals is not None
    assert len(page_of(query, choices.zone).rows) <= totals.donations < 400


def test_names_we_do_not_know_say_nothing(crowd, choices):
    query = read_query({"page": "-1", "utm_source": "x"}, choices)
    assert (query.filter, query.sort, query.given, query.problems) == (DonationFilter(), Sort.NEWEST, [], {})


def test_amounts_are_read_as_the_currency_writes_them(crowd, choices):
    assert read_query({"amount_from": "12,50"}, choices).filter.least == 12_500
    assert read_query({"amount_from": "1000", "currency": "jpy"}, choices).filter.least == 1_000_000


def test_days_written_out_win_over_a_period(crowd, choices):
    wanted = read_query({"period": "year", "day_from": "2024-02-29"}, choices).filter
    assert (str(wanted.since), wanted.until) == ("2024-02-29", None)


def test_a_person_typing_nine_words_is_understood_by_the_first_eight():
    assert DonationFilter(typed="a b c d e f g h i").words == list("abcdefgh")
