"""What plans are worth in a month: a twelfth of the year's sum, once for each currency."""

import pytest
from flask import Flask
from sqlalchemy import select

from donations.core.database import db, session
from donations.core.money import Money
from donations.recurring.changes.change_request import pause
from donations.recurring.models import RecurringPlan
from donations.recurring.states import PlanStatus
from donations.reporting.plans.figures import monthly_of, plans_standing, standing
from tests.dunning import asks, lives
from tests.operations import counted_questions
from tests.plans import gives_monthly
from tests.story import Story


def test_what_goes_on_is_read_from_an_index_alone(app: Flask, story: Story) -> None:
    with app.app_context(), counted_questions(story) as requested:
        standing()
        if db.engine.dialect.name == "sqlite":
            whatever = ("",) * requested[0].count("?")
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {requested[0]}", whatever)
            assert any("COVERING INDEX ix_recurring_plan_listed" in row.detail for row in plan)


@pytest.mark.parametrize(("yearly", "monthly"), [(1200, 100), (1199, 99), (11, 0), (0, 0), (-1199, -99)])
def test_a_twelfth_is_rounded_towards_nothing(yearly: int, monthly: int) -> None:
    assert monthly_of(Money(yearly, "PLN")) == Money(monthly, "PLN")


def test_sums_are_divided_once_for_each_state_and_currency(story: Story) -> None:
    for name, given in (("ola", "100.00"), ("jan", "100.00"), ("ewa", "100.01")):
        gives_monthly(story, given, frequency="yearly", email=f"{name}@example.org")
    gives_monthly(story, "50.00")
    story.gives("20.00", "EUR", frequency="monthly", email="una@example.org")
    story.waits(days=1)
    story.settles()
    asks(story, pause(3))
    lives(story, 1)
    with story.inside():
        found = standing()
        assert [(each.status, each.plans, each.yearly, each.monthly) for each in found] == [
            (PlanStatus.ACTIVE, 4, Money(90001, "PLN"), Money(7500, "PLN")),
            (PlanStatus.PAUSED, 1, Money(24000, "EUR"), Money(2000, "EUR")),
        ]
        for each in found:
            assert len(plans_standing(each.status, each.yearly.currency)) == each.plans
        in_euro = select(RecurringPlan.id).where(RecurringPlan.currency == "EUR")
        assert plans_standing(PlanStatus.PAUSED, "EUR") == [session.scalars(in_euro).one()]
