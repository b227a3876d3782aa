"""What a supporter changes of a plan is what the provider does from then on; each once, whatever is lost."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from donations.core.database import session, transaction
from donations.core.errors import Refused
from donations.core.installation import installation
from donations.core.money import Money
from donations.funds.queries import open_funds
from donations.giving.models import Donation
from donations.recurring.changes import change_request
from donations.recurring.changes.change_card import card_request_for, record_card_page, start_card_change
from donations.recurring.changes.request_change import ask_for_change
from donations.recurring.models import Instalment
from donations.recurring.queries import history_of
from donations.recurring.states import Interval
from tests.plans import (
    SUPPORTER,
    amounts,
    asks,
    gives_monthly,
    goes_on,
    instalments,
    outcomes,
    plans,
    provider_plan,
    the_plan,
)
from tests.story import Story

SETTLED = "settled"


@pytest.mark.both_databases
def test_another_amount_is_collected_from_the_next_date_on(story: Story) -> None:
    gives_monthly(story, "50.00")
    asks(story, change_request.amount(Money(8000, "PLN"), covered_costs=Money(300, "PLN")))
    goes_on(story, 31)

    assert outcomes(story) == [("amount", True, None)]
    assert amounts(story) == ["50.00", "80.00"]
    with story.inside():
        newest = session.scalars(select(Donation).order_by(Donation.id.desc())).first()
        assert newest
        assert newest.covered_costs_minor == 300
    assert story.broken_invariants() == []


def test_another_rhythm_begins_with_the_next_date_and_collects_nothing_before(story: Story) -> None:
    gives_monthly(story, "50.00")
    asks(story, change_request.interval(Interval.YEARLY))
    goes_on(story, 70)

    assert plans(story)[0]["interval"] == "yearly"
    assert [day for day, _, _ in instalments(story)] == ["2026-11-10", "2026-12-10"]
    assert plans(story)[0]["next"] == "2027-12-10"
    assert story.broken_invariants() == []


def test_another_date_moves_the_next_one_and_all_that_follow(story: Story) -> None:
    gives_monthly(story, "50.00")
    asks(story, change_request.next_collection(date(2026, 12, 28)))
    assert plans(story)[0]["next"] == "2026-12-28"
    goes_on(story, 85)

    assert [day for day, _, _ in instalments(story)] == ["2026-11-10", "2026-12-28", "2027-01-28"]
    assert story.broken_invariants() == []


def test_a_date_in_the_time_that_is_paid_for_is_refused(story: Story) -> None:
    gives_monthly(story, "50.00")
    for day in (date(2026, 12, 9), date(2027, 1, 11)):
        with pytest.raises(Refused, match="choose a day"):
            asks(story, change_request.next_collection(day))
    assert outcomes(story) == []


def test_another_fund_gets_the_donations_from_then_on(story: Story) -> None:
    gives_monthly(story, "50.00")
    with story.inside():
        other = open_funds()[1].id
    asks(story, change_request.fund(other))
    goes_on(story, 31)

    with story.inside():
        donations = session.scalars(select(Donation).order_by(Donation.id)).all()
        assert [donation.allocations[0].fund_id == other for donation in donations] == [False, True]
    assert len(story.sandbox.all("product")) == 2
    assert story.broken_invariants() == []


def test_a_pause_collects_nothing_and_ends_by_itself(story: Story) -> None:
    gives_monthly(story, "50.00")
    asks(story, change_request.pause(2))
    assert (plans(story)[0]["status"], plans(story)[0]["next"]) == ("paused", "2027-01-10")
    goes_on(story, 65)

    assert [(day, status) for day, status, _ in instalments(story)] == [
        ("2026-11-10", SETTLED),
        ("2026-12-10", "skipped"),
        ("2027-01-10", SETTLED),
    ]
    assert plans(story)[0]["status"] == "active"
    assert story.broken_invariants() == []


def test_one_left_out_is_the_next_and_no_other(story: Story) -> None:
    gives_monthly(story, "50.00")
    asks(story, change_request.leave_out())
    goes_on(story, 65)

    assert [status for _, status, _ in instalments(story)] == [SETTLED, "skipped", SETTLED]
    assert story.broken_invariants() == []


def test_a_pause_can_be_ended_early(story: Story) -> None:
    gives_monthly(story, "50.00")
    asks(story, change_request.pause(6))
    asks(story, change_request.resume())
    goes_on(story, 31)

    assert [status for _, status, _ in instalments(story)] == [SETTLED, SETTLED]
    assert story.broken_invariants() == []


def test_a_cancelled_plan_collects_nothing_more(story: Story) -> None:
    gives_monthly(story, "50.00")
    asks(story, change_request.cancel())
    assert plans(story)[0] | {"amount": "", "interval": ""} == {
        "status": "cancelled",
        "amount": "",
        "interval": "",
        "next": None,
        "reason": "supporter",
    }
    goes_on(story, 40)

    assert len(instalments(story)) == 1
    with story.inside():
        assert [(row.was, row.became) for row in history_of(the_plan().id)] == [
            (None, "active"),
            ("active", "cancelled"),
        ]
    with pytest.raises(Refused, match="ended already"):
        asks(story, change_request.leave_out())
    assert story.broken_invariants() == []


def test_what_fails_is_called_off_with_its_plan(story: Story) -> None:
    gives_monthly(story, "50.00")
    story.sandbox.set_card(provider_plan(story), "insufficient_funds")
    goes_on(story, 31)
    assert plans(story)[0]["status"] == "past_due"
    asks(story, change_request.cancel())

    assert [status for _, status, _ in instalments(story)] == [SETTLED, "lost"]
    assert {each["status"] for each in story.sandbox.all("invoice")} == {"paid", "void"}
    assert story.broken_invariants() == []


def test_changes_are_made_one_after_the_other_in_the_order_of_asking(story: Story) -> None:
    gives_monthly(story, "50.00")
    story.waits(seconds=2)
    with story.inside(), transaction():
        for minor in (6000, 7000, 8000):
            ask_for_change(the_plan(), change_request.amount(Money(minor, "PLN")), SUPPORTER)
    story.drains_a_while(minutes=10)
    story.settles()

    assert outcomes(story) == [("amount", True, None)] * 3
    assert plans(story)[0]["amount"] == "80.00"


def test_asked_twice_in_a_row_it_is_one_change(story: Story) -> None:
    gives_monthly(story, "50.00")
    with story.inside():
        with transaction():
            first = ask_for_change(the_plan(), change_request.leave_out(), SUPPORTER).id
        with transaction():
            assert ask_for_change(the_plan(), change_request.leave_out(), SUPPORTER).id == first


def test_a_supporter_gives_another_card_on_the_providers_page(story: Story) -> None:
    gives_monthly(story, "50.00")
    before = story.sandbox.find(provider_plan(story))["default_payment_method"]
    with story.inside():
        with transaction():
            change_id = start_card_change(the_plan(), SUPPORTER)
        request = card_request_for(change_id, installation().installation_id, "http://a.example/", "http://b.example/")
        session.rollback()
        page = story.app.extensions["services"].gateway().open_card_checkout(request)
        with transaction():
            record_card_page(change_id, page)
    asks(story, change_request.amount(Money(8000, "PLN")))  # does not wait for a page that nobody has finished
    story.waits(seconds=2)
    story.sandbox.choose(page.session_id, "saved")
    story.settles()

    assert outcomes(story) == [("card", True, None), ("amount", True, None)]
    after = story.sandbox.find(provider_plan(story))["default_payment_method"]
    assert after != before
    with story.inside():
        assert the_plan().payment_method_id == after
        assert the_plan().card
    goes_on(story, 31)
    assert [status for _, status, _ in instalments(story)] == [SETTLED, SETTLED]
    assert story.broken_invariants() == []


def test_money_that_comes_for_a_cancelled_plan_is_held(story: Story) -> None:
    gives_monthly(story, "50.00")
    asks(story, change_request.cancel())
    with story.inside(), transaction():  # as if the provider had heard of it a month later
        plan = the_plan()
        plan.ended_at = plan.started_at + timedelta(seconds=1)
    with story.inside(), transaction():
        first = session.scalars(select(Instalment)).one()
        late = Instalment(
            plan_id=first.plan_id,
            period_start=first.period_end,
            period_end=first.period_end + timedelta(days=31),
            amount=first.amount,
            provider_invoice_id="in_late",
            attempts=0,
        )
        session.add(late)
    paid = story.sandbox.events("invoice_payment.paid")[0]
    shown = {**paid, "id": "evt_late", "created": paid["created"] + 60}
    shown["data"] = {"object": {**paid["data"]["object"], "invoice": "in_late"}}
    shown["data"]["object"]["payment"] = {"type": "payment_intent", "payment_intent": "pi_late"}
    assert story.tells(shown) == 200
    story.settles()

    assert [status for _, status, _ in instalments(story)] == [SETTLED, "held"]
    assert sorted(str(donation["held"]) for donation in story.donations()) == ["None", "plan_over"]
    assert story.broken_invariants() == []
