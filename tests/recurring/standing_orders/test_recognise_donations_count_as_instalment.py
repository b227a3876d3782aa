"""A donation by hand becomes an instalment, and a donation by itself again."""

from datetime import date
from threading import Barrier, Thread
from uuid import UUID

import pytest

from donations.core.errors import Refused
from donations.core.money import Money
from donations.giving.by_hand.record_donation import Giver
from donations.giving.desk_models import ManualMethod
from donations.giving.queries import donation_by_id
from donations.giving.refunds.refund_donation import RefundByHand, record_refund_by_hand
from donations.recurring.changes import change_request
from donations.recurring.instalments.record_instalment import dates_to_record
from donations.recurring.standing_orders.recognise_donations import count_as_instalment, count_by_itself
from donations.recurring.states import Interval
from tests.flows.desk import Desk
from tests.plans import asks, gives_monthly, instalments, plans, the_plan
from tests.standing_orders import comes, promises, rhythms
from tests.story import Story

pytestmark = pytest.mark.both_databases

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 5), date(2026, 11, 5), date(2026, 12, 5)
SIXTY = Money(6000, "PLN")


def counts(desk: Desk, donation: UUID, plan: UUID, due_on: date = OCTOBER) -> None:
    with desk.at_work():
        count_as_instalment(donation, plan, due_on, by=desk.id, reason="she rang")


def by_itself(desk: Desk, donation: UUID) -> None:
    with desk.at_work():
        count_by_itself(donation, by=desk.id, reason="a mistake")


def test_it_is_the_instalment_of_the_date_that_was_chosen(story: Story, desk: Desk) -> None:
    plan = promises(desk, OCTOBER)
    [donation] = comes(desk, date(2026, 10, 20), amount=SIXTY, method=ManualMethod.CHEQUE)
    counts(desk, donation, plan)
    assert (instalments(story), rhythms(desk)) == ([("2026-10-05", "settled", "settled")], ["monthly"])
    assert plans(story)[0]["next"] == "2026-11-05"
    assert desk.trail()[-1] == "donation.counted_as_instalment"
    assert story.broken_invariants() == []


def test_taken_back_its_period_is_open_again(story: Story, desk: Desk) -> None:
    plan = promises(desk, OCTOBER)
    first, second = comes(desk, OCTOBER, NOVEMBER)
    by_itself(desk, second)
    assert (plans(story)[0]["next"], rhythms(desk)) == ("2026-11-05", ["monthly", "once"])
    by_itself(desk, first)
    assert (plans(story)[0]["next"], instalments(story)) == ("2026-10-05", [])
    counts(desk, second, plan, NOVEMBER)
    assert plans(story)[0]["next"] == "2026-12-05"
    assert desk.trail()[-3:] == ["donation.counted_by_itself"] * 2 + ["donation.counted_as_instalment"]
    assert story.broken_invariants() == []


def test_in_another_rhythm_by_now_the_next_date_is_one_of_that(story: Story, desk: Desk) -> None:
    promises(desk, OCTOBER)
    [donation] = comes(desk, OCTOBER)
    asks(story, change_request.interval(Interval.QUARTERLY))
    by_itself(desk, donation)
    assert plans(story)[0]["next"] == "2026-11-05"
    with story.inside():
        assert dates_to_record(the_plan())[0] == NOVEMBER
    assert story.broken_invariants() == []


def test_a_donation_that_went_back_is_no_instalment(story: Story, desk: Desk) -> None:
    plan = promises(desk, OCTOBER)
    [donation] = comes(desk, date(2026, 10, 20), amount=SIXTY, method=ManualMethod.CHEQUE)
    with desk.at_work():
        record_refund_by_hand(donation_by_id(donation), RefundByHand(SIXTY, "a mistake", date(2026, 11, 9)), by=desk.id)
    with pytest.raises(Refused, match="went back"):
        counts(desk, donation, plan)
    assert instalments(story) == []


def test_what_was_due_before_a_pause_does_not_end_it(story: Story, desk: Desk) -> None:
    plan = promises(desk, OCTOBER)
    asks(story, change_request.pause(2))
    before, within = comes(desk, OCTOBER, date(2026, 11, 10))
    counts(desk, before, plan)
    assert (plans(story)[0]["status"], plans(story)[0]["next"]) == ("paused", "2027-02-05")
    counts(desk, within, plan, DECEMBER)
    assert (plans(story)[0]["status"], plans(story)[0]["next"]) == ("active", "2027-02-05")
    assert story.broken_invariants() == []


def test_one_date_has_one_instalment_and_a_donation_one_place(story: Story, desk: Desk) -> None:
    plan = promises(desk, OCTOBER)
    first, second = comes(desk, OCTOBER, date(2026, 10, 6))
    with pytest.raises(Refused, match="recorded already"):
        counts(desk, second, plan)
    with pytest.raises(Refused, match="an instalment already"):
        counts(desk, first, plan, NOVEMBER)
    by_itself(desk, first)
    with pytest.raises(Refused, match="not an instalment"):
        by_itself(desk, first)
    assert story.broken_invariants() == []


@pytest.mark.parametrize("due_on", [date(2026, 9, 5), date(2026, 10, 6)])
def test_a_date_it_does_not_have_is_refused(desk: Desk, due_on: date) -> None:
    plan = promises(desk, OCTOBER)
    [donation] = comes(desk, date(2026, 9, 5))
    with pytest.raises(Refused, match="not due on that day"):
        counts(desk, donation, plan, due_on)


def test_somebody_elses_and_another_currency_are_refused(desk: Desk) -> None:
    plan = promises(desk, OCTOBER)
    others = comes(desk, OCTOBER, giver=Giver("Jan Żak", "pl")) + comes(desk, OCTOBER, amount=Money(5000, "EUR"))
    for donation in others:
        with pytest.raises(Refused, match="somebody else"):
            counts(desk, donation, plan)


def test_what_is_over_stays_as_it_is(desk: Desk) -> None:
    promises(desk, OCTOBER, instalments=1)
    [donation] = comes(desk, OCTOBER)
    with pytest.raises(Refused, match="ended already"):
        by_itself(desk, donation)


def test_the_providers_donations_and_plans_are_not_counted_by_hand(story: Story, desk: Desk) -> None:
    gives_monthly(story)
    with desk.with_donation() as donation:
        paid, by_card = donation.id, the_plan().id
    with pytest.raises(Refused, match="payment provider"):
        by_itself(desk, paid)
    with pytest.raises(Refused, match="payment provider"):
        counts(desk, paid, by_card)
    plan = promises(desk, OCTOBER)
    with pytest.raises(Refused, match="by hand"):
        counts(desk, paid, plan)


def test_of_two_donations_counted_at_once_one_gets_the_place(story: Story, desk: Desk) -> None:
    plan = promises(desk, OCTOBER)
    donations = comes(desk, date(2026, 10, 17), date(2026, 10, 18))
    refused: list[str] = []
    together = Barrier(2)

    def presses(donation: UUID) -> None:
        together.wait()
        try:
            counts(desk, donation, plan)
        except Refused as refusal:
            refused.append(refusal.message)

    threads = [Thread(target=presses, args=(donation,)) for donation in donations]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["The instalment of that time is recorded already."]
    assert instalments(story) == [("2026-10-05", "settled", "settled")]
    assert story.broken_invariants() == []
