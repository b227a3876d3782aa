"""Figures are what adding up the donations themselves gives."""

from collections import Counter
from datetime import date, timedelta

from donations.reporting.figures.figures import given, given_by_day
from tests.search.naive import everything


def added_up(rows):
    sums: Counter[tuple[str, str]] = Counter()
    for row in rows:
        sums[row["currency"], "gifts"] += 1
        sums[row["currency"], "amount"] += row["amount"]
        sums[row["currency"], "refunded"] += row["refunded"]
    return +sums


def reported(figures):
    return +Counter(
        {
            (currency, name): value
            for currency, each in figures.items()
            for name, value in (
                ("gifts", each.donations),
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

    assert reported(given(since, until)) == added_up(rows)
    assert reported(given(since, until, fund_id=fund_id)) == added_up(row for row in rows if row["fund_id"] == fund_id)


def test_any_part_of_the_days_at_hand(crowd, choices):
    first = date(choices.today.year - 2, 12, 1)
    days, rows = given_by_day(first, choices.today), settled(choices)

    for since, until in parts(first, choices.today):
        assert reported(days.between(since, until)) == added_up(row for row in rows if since <= row["day"] <= until)


def test_the_currency_with_the_most_donations_comes_first(crowd, choices):
    figures = given(date(choices.today.year - 1, 1, 1), choices.today)
    assert [each.donations for each in figures.values()] == sorted(
        (each.donations for each in figures.values()), reverse=True
    )


def parts(first, last):
    """Days, months and years; one before all donations, and one that ends before it begins."""
    month = timedelta(days=31)
    yield from ((last - timedelta(days=back), last) for back in range(0, 800, 100))
    yield from ((first + month * number, first + month * (number + 1)) for number in range(13))
    yield first, first
    yield last, first
