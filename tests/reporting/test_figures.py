"""Figures are what adding up the gifts themselves gives."""

from collections import Counter
from datetime import date

from donations.reporting.figures import given, given_by_month
from tests.reporting.listing.naive import everything


def added_up(rows):
    sums = Counter()
    for row in rows:
        sums[row["currency"], "gifts"] += 1
        sums[row["currency"], "amount"] += row["amount"]
        sums[row["currency"], "refunded"] += row["refunded"]
    return +sums


def told(figures):
    return +Counter(
        {
            (currency, name): value
            for currency, each in figures.items()
            for name, value in (
                ("gifts", each.gifts),
                ("amount", each.amount.minor),
                ("refunded", each.refunded.minor),
            )
        }
    )


def settled(choices):
    return [row for row in everything(choices.zone) if row["status"] == "settled"]


def test_a_span_of_days_per_currency_for_all_and_for_one_fund(crowd, choices):
    since, until = date(choices.today.year - 1, 1, 1), choices.today
    rows = [row for row in settled(choices) if since <= row["day"] <= until]
    fund_id = choices.funds[0].id

    assert told(given(since, until)) == added_up(rows)
    assert told(given(since, until, fund_id=fund_id)) == added_up(row for row in rows if row["fund_id"] == fund_id)


def test_thirteen_months_each_with_what_came_in_it(crowd, choices):
    since = date(choices.today.year - 1, choices.today.month, 1)
    months = given_by_month(since, choices.today)

    assert [month.first for month in months][:2] == [since, later(since)]
    assert len(months) == 13
    for month in months:
        rows = [row for row in settled(choices) if row["day"].replace(day=1) == month.first <= choices.today]
        assert told(month.figures) == added_up(rows)


def later(first):
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
