"""Any combination of filters finds what looking at every donation finds, in the order asked for."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from donations.core import clock
from donations.core.database import db, session
from donations.search import access_paths as ways
from donations.search import pages as look_once
from donations.search import totals
from donations.search.access_paths import Way, choose_way, matches
from donations.search.filters import ROWS, SUMMED, Cursor, DonationFilter, Sort
from donations.search.models import NO_CAMPAIGN
from donations.search.pages import look, page_of
from donations.search.read_query import ListQuery
from donations.search.totals import quick_totals, slow_totals
from tests.search.naive import everything, fits, in_order

WORDS = ["a", "an", "nowak", "zolc", "gmail", "gm", "wp p", "50", "50,00 zł", "dziekuje", "%", "\\", "ann gmail", "xyz"]


@pytest.fixture(scope="module")
def all_rows(crowd):
    return everything("Europe/Warsaw")


def maybe(strategy):
    return st.none() | strategy


def filters(choices):
    funds, campaigns = ([row.id for row in rows] for rows in (choices.funds, choices.campaigns))
    days = st.dates(choices.today - timedelta(days=5 * 366), choices.today)
    return st.builds(
        DonationFilter,
        typed=st.sampled_from(["", "", "", *WORDS]),
        status=maybe(st.sampled_from(["settled", "expired", "failed", "processing"])),
        since=maybe(days),
        until=maybe(days),
        fund_id=maybe(st.sampled_from(funds)),
        campaign_id=maybe(st.sampled_from([NO_CAMPAIGN, *campaigns])),
        placement=maybe(st.sampled_from(["rzeki/odra", "nowhere"])),
        currency=maybe(st.sampled_from(["PLN", "EUR", "JPY"])),
        method=maybe(st.sampled_from(["card", "blik"])),
        least=maybe(st.integers(0, 200_000)),
        most=maybe(st.integers(0, 200_000)),
        is_held=st.sampled_from([False, False, False, True]),
        has_message=st.booleans(),
        is_refunded=st.sampled_from([False, False, True]),
        is_disputed=st.sampled_from([False, False, False, True]),
        is_regular=st.sampled_from([False, False, True]),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_pages_and_totals_say_what_looking_at_every_donation_says(crowd, choices, all_rows, data):
    wanted, sort = data.draw(filters(choices)), data.draw(st.sampled_from(Sort))
    are_few = data.draw(st.booleans())
    expected = [row for row in all_rows if fits(row, wanted)]

    seen = walk(ListQuery(wanted, sort), choices.zone, are_few=are_few)

    assert Counter(row.reference for row in seen) == Counter(row["reference"] for row in expected)
    assert [order_of(row, sort, all_rows) for row in seen] == in_order(expected, sort)
    assert told(quick_totals(wanted, choices.zone)) == counted(expected)
    assert told(slow_totals(wanted, choices.zone)) == counted(expected)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_looking_once_says_what_looking_twice_says(crowd, choices, data):
    """However many count as few."""
    query = ListQuery(data.draw(filters(choices)), data.draw(st.sampled_from(Sort)))
    page = page_of(query, choices.zone)
    cursor = data.draw(st.sampled_from([None, *(Cursor(key) for key in (page.after,) if key)]))
    most = data.draw(st.sampled_from([10_000, 200, ROWS + 10]))  # never less than a page
    with pytest.MonkeyPatch.context() as few:
        for module in (look_once, totals, ways):
            few.setattr(module, "FEW", most)
        seen_totals, seen = look(query, choices.zone, cursor)
        assert seen_totals == quick_totals(query.filter, choices.zone)
    assert seen == page_of(query, choices.zone, cursor)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_first_page_begins_at_the_first_day_the_figures_know(crowd, choices, all_rows, data):
    """However long ago that was; from the second page on the cursor says where."""
    drawn = data.draw(filters(choices))
    wanted = DonationFilter(**{name: getattr(drawn, name) for name in SUMMED})
    days = sorted(row["day"] for row in all_rows if fits(row, wanted))

    totals_seen, page = look(ListQuery(wanted, data.draw(st.sampled_from(Sort))), choices.zone)

    assert totals_seen is not None
    assert totals_seen.days == ((days[0], days[-1]) if days else None)
    assert wanted.within(totals_seen.days).within(totals_seen.days) == wanted.within(totals_seen.days)
    assert len(page.rows) == min(len(days), ROWS)


def walk(query, zone, *, are_few):
    """Every row, page after page; and the way back from the last page leads to the one before."""
    seen: list[Any] = []
    cursor, before = None, None
    while True:
        page = page_of(query, zone, cursor, are_few=are_few)
        seen += page.rows
        if before is not None:
            assert page.before is not None
            back = page_of(query, zone, Cursor(page.before, is_before=True), are_few=are_few)
            assert [row.reference for row in back.rows] == before
        if page.after is None:
            return seen
        before = [row.reference for row in page.rows]
        cursor = Cursor(page.after)


def order_of(row, sort, all_rows):
    found = next(each for each in all_rows if each["reference"] == row.reference)
    return found["size"] if sort.is_by_amount else found["at"]


def told(totals):
    return {
        each.amount.currency: (each.donations, each.amount.minor, each.received.minor, each.refunded.minor)
        for each in totals.sums
    }


def counted(rows):
    sums: dict[str, tuple[int, ...]] = {}
    for row in rows:
        came = row["amount"] if row["status"] == "settled" else 0
        values = (1, row["amount"], came, row["refunded"])
        sums[row["currency"]] = tuple(map(sum, zip(sums.get(row["currency"], (0, 0, 0, 0)), values, strict=True)))
    return sums


@pytest.mark.parametrize(
    ("wanted", "sort", "way"),
    [
        (DonationFilter(), Sort.NEWEST, Way.TIME),
        (DonationFilter(since=date(2024, 1, 1)), Sort.OLDEST, Way.TIME),
        (DonationFilter(typed="nowak"), Sort.NEWEST, Way.SEARCH),
        (DonationFilter(status="settled", method="card"), Sort.OLDEST, Way.SEARCH),
        (DonationFilter(), Sort.LARGEST, Way.AMOUNT),
        (DonationFilter(typed="nowak"), Sort.SMALLEST, Way.AMOUNT),
        (DonationFilter(currency="EUR"), Sort.LARGEST, Way.RANKING),
        (DonationFilter(least=90_000), Sort.NEWEST, Way.AMOUNTS),
    ],
)
def test_sqlite_never_scans_or_sorts_the_whole_list(crowd, wanted, sort, way):
    if db.engine.dialect.name != "sqlite":
        return
    found = matches(wanted, "Europe/Warsaw", sort)
    rows = found.rows.with_only_columns(found.key).order_by(found.key.desc() if sort.falls else found.key).limit(51)
    question = rows.compile(db.engine, compile_kwargs={"literal_binds": True})
    plan = [step[3] for step in session.execute(text(f"EXPLAIN QUERY PLAN {question}"))]

    assert choose_way(wanted, sort) == way
    whole = [step for step in plan if step.startswith("SCAN listed_donation") and "INDEX" not in step]
    assert whole == ([] if way != Way.TIME or wanted.since else whole)
    assert any("TEMP B-TREE" in step for step in plan) == (way == Way.AMOUNTS)


def test_a_donation_of_one_moment_among_many_has_a_place_of_its_own(crowd):
    places = list(session.scalars(select(text("position")).select_from(text("listed_donation"))))
    assert len(places) == len(set(places)) >= 400
    assert clock.now() is not None
