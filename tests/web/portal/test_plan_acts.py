"""A donation that a bank sends: what is said of it is what we can do."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.core.money import Money
from donations.funds.queries import open_funds
from donations.giving.by_hand.record_donation import Giver as ByHand
from donations.recurring.models import RecurringPlan
from donations.recurring.plan.begin_plan import NewPlan, record_plan
from donations.recurring.states import Interval
from tests.flows.desk import Desk
from tests.giver import Giver
from tests.story import Story


@pytest.fixture
def database(sqlite_database: str) -> str:
    """No row differs elsewhere."""
    return sqlite_database


@pytest.fixture
def page(story: Story) -> str:
    """Of a standing order that was typed in half a year after it began."""
    desk = Desk(story)
    with desk.at_work():
        giver = ByHand("Ewa Lis", "en", "ewa@example.org")
        new = NewPlan(giver, Money(5000, "PLN"), Interval.MONTHLY, date(2026, 5, 5), open_funds()[0].id)
        record_plan(new, by=desk.id)
    with story.inside():
        plan = session.scalars(select(RecurringPlan)).one()
        links = story.app.extensions["services"].links
        return urlsplit(links.plan(plan.id, plan.donor_email, "en")).path.removeprefix("/en")


def test_it_stands_with_its_own_beginning_and_without_costs_of_a_payment(story: Story, page: str) -> None:
    who = Giver(story)
    assert "5 May 2026" in who.opens(page).text
    assert "cover_costs" not in who.opens(f"{page}/amount").text


def test_nothing_is_said_to_be_collected(story: Story, page: str) -> None:
    who = Giver(story)
    for act in ("pause", "date", "cancel"):
        shown = who.opens(f"{page}/{act}").text
        assert "collected" not in shown
        assert "Your bank sends this gift" in shown


def test_once_it_has_ended_the_bank_is_named(story: Story, page: str) -> None:
    who = Giver(story)
    answer = who.sends(f"{page}/cancel", {}, page=f"{page}/cancel")
    shown = who.client.get(answer.location).text
    assert "collected" not in shown
    assert "Please end your standing order at your bank as well" in shown
