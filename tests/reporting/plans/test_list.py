"""Many plans, a page at a time: no row twice, none left out, whichever way one goes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from donations.core import ids
from donations.core.database import session, transaction
from donations.funds.queries import open_funds
from donations.recurring.models import PlanCard, RecurringPlan
from donations.reporting.plans import list as plan_list
from donations.reporting.plans.figures import standing
from donations.reporting.plans.list import PlanCursor, PlanFilter, PlanSort, collected_now, plan_page, plan_totals

MADE = 130
WAYS = ("active", "past_due", "paused", "cancelled")


def plan(number: int, fund_id: object) -> dict[str, object]:
    """One of a hundred and thirty; many share an amount and a date."""
    status = WAYS[number % 4]
    over = status == "cancelled"
    return {
        "id": ids.new_id(),
        "reference": f"{number:04}-PLAN",
        "kind": "standing_order" if number % 5 == 0 else "card",
        "status": status,
        "interval": ("monthly", "yearly", "quarterly")[number % 3],
        "amount_minor": 1000 * (1 + number % 7),
        "currency": ("PLN", "EUR")[number % 2],
        "covered_costs_minor": 0,
        "fund_id": fund_id,
        "donor_name": f"Kim {number}",
        "donor_email": "",
        "language": "en",
        "is_anonymous": False,
        "privacy_version": 1,
        "started_at": datetime(2026, 1, 1, tzinfo=UTC),
        "started_on": date(2026, 1, 1 + number * 7 % 30),  # typed in later than they began
        "anchor_on": date(2026, 1, 1),
        "next_on": None if over else date(2026, 12, 1) + timedelta(days=number % 9),
        "is_paused": status == "paused",
        "ended_at": datetime(2026, 2, 1, tzinfo=UTC) if over else None,
        "end_reason": "staff" if over else None,
        "payment_method_id": f"pm_{number}",
    }


@pytest.fixture
def plans(app):
    with app.app_context():
        with transaction():
            fund = open_funds()[0].id
            session.execute(insert(RecurringPlan), [plan(number, fund) for number in range(MADE)])
            cards = [{"payment_method_id": f"pm_{number}", "exp_year": 2026, "exp_month": 11} for number in range(40)]
            shown = {"kind": "card", "reported_at": datetime(2026, 1, 1, tzinfo=UTC), "reported_key": ""}
            session.execute(insert(PlanCard), [{**card, **shown} for card in cards])
        yield


def walk(change_request, sort):
    """All rows, page by page, and the same backwards."""
    page = plan_page(change_request, sort)
    forwards = [row.id for row in page.rows]
    while page.after:
        page = plan_page(change_request, sort, PlanCursor(page.after))
        forwards += [row.id for row in page.rows]
    backwards = [row.id for row in page.rows]
    while page.before:
        page = plan_page(change_request, sort, PlanCursor(page.before, is_before=True))
        backwards = [row.id for row in page.rows] + backwards
    return forwards, backwards


@pytest.mark.parametrize("sort", list(PlanSort))
@pytest.mark.parametrize(
    "change_request",
    [
        PlanFilter(),
        PlanFilter(status="goes_on"),
        PlanFilter(status="past_due", currency="EUR"),
        PlanFilter(kind="card", interval="monthly"),
        PlanFilter(card_expires=(2026, 11)),
        PlanFilter(is_paused=True),
    ],
)
def test_every_order_leads_on_and_back_past_each_row_once(plans, change_request, sort):
    forwards, backwards = walk(change_request, sort)
    assert forwards == backwards
    assert len(set(forwards)) == len(forwards)
    totals = plan_totals(change_request, sort)
    assert totals
    assert totals.plans == len(forwards)


def test_orders_are_what_they_say(plans):
    rows = plan_page(PlanFilter(), PlanSort.NEXT).rows
    soonest = [row.next_on for row in rows if row.next_on]
    assert len(soonest) == len(rows)
    assert soonest == sorted(soonest)
    largest = [row.amount_minor for row in plan_page(PlanFilter(currency="PLN"), PlanSort.LARGEST).rows]
    assert largest == sorted(largest, reverse=True)


def test_a_card_that_expires_matters_only_while_the_plan_goes_on(plans):
    rows = plan_page(PlanFilter(card_expires=(2026, 11))).rows
    assert {row.status for row in rows} == {"active", "past_due", "paused"}
    assert len(rows) == 30
    assert plan_page(PlanFilter(card_expires=(2026, 12))).rows == []


def test_before_their_first_money_plans_of_cards_are_counted_nowhere_else(plans):
    begins = plan_totals(PlanFilter(status="not_begun"))
    active, recorded = (plan_totals(PlanFilter(status="active", kind=kind)) for kind in (None, "standing_order"))
    assert begins
    assert active
    assert begins.plans > 0
    assert active == recorded


def test_what_is_collected_now_agrees_with_the_report_and_with_its_rows(plans):
    for line in collected_now():
        currency = line.a_month.currency
        rows = plan_totals(PlanFilter(status="collected", currency=currency))
        assert rows
        assert (rows.plans, rows.a_month) == (line.plans, [line.a_month])
        theirs = [each for each in standing() if each.status != "paused" and each.yearly.currency == currency]
        assert sum(each.plans for each in theirs) == line.plans


def test_very_many_are_not_counted(plans, monkeypatch):
    monkeypatch.setattr(plan_list, "FEW", 100)
    assert plan_totals(PlanFilter()) is None
    assert plan_totals(PlanFilter(status="paused"))
