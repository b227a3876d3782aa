"""Figures of several currencies stand in one order, wherever they come from."""

from datetime import date
from itertools import permutations

from donations.core.money import Money
from donations.reporting.figures.figures import Days, Figure
from donations.search.totals import in_currency_order, totals_of


def figure(currency: str, donations: int) -> Figure:
    return Figure(donations, Money(100, currency), Money(0, currency))


def test_most_donations_come_first_and_equally_many_by_code():
    figures = [figure("USD", 3), figure("PLN", 33), figure("EUR", 1), figure("GBP", 3)]
    for order in permutations(figures):
        assert [each.amount.currency for each in in_currency_order(order)] == ["PLN", "GBP", "USD", "EUR"]


def test_totals_do_not_depend_on_the_order_rows_are_told_in():
    rows = [("USD", "settled", 3, 19100, 0), ("GBP", "settled", 3, 14051, 0), ("PLN", "settled", 3, 342939, 0)]
    told = {tuple(each.amount.currency for each in totals_of(order).sums) for order in permutations(rows)}
    assert told == {("GBP", "PLN", "USD")}


def test_figures_of_days_do_not_depend_on_the_order_rows_are_told_in():
    day = date(2026, 5, 3)
    rows = [(day, "USD", 1, 100, 0), (day, "GBP", 1, 100, 0)]
    told = {tuple(Days(order).between(day, day)) for order in permutations(rows)}
    assert told == {("GBP", "USD")}
