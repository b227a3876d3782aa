"""Donations that look like a standing order: found, recorded as one with what came, or put aside for good."""

from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest

from donations.core.errors import Refused
from donations.core.money import Money
from donations.giving.by_hand.record_donation import Giver
from donations.giving.desk_models import ManualMethod
from donations.giving.queries import donation_by_id
from donations.giving.refunds.refund_donation import RefundByHand, record_refund_by_hand
from donations.recurring.standing_orders.recognise_donations import dismiss_guess
from donations.recurring.states import Interval
from tests.flows.desk import Desk
from tests.plans import instalments, plans
from tests.standing_orders import EWA, FIFTY, comes, guesses, promises, rhythms, says_it_is_one, the_guess
from tests.story import Story

pytestmark = pytest.mark.both_databases

THREE = (date(2026, 8, 31), date(2026, 9, 30), date(2026, 11, 2))  # 31 October is a Saturday
FOUND = ("50.00", "monthly", "2026-08-31", 3)


def dismisses(desk: Desk) -> None:
    with desk.at_work():
        dismiss_guess(the_guess().id, by=desk.id, reason="they like the 50")


def test_three_months_in_a_row_are_asked_about(desk: Desk) -> None:
    comes(desk, *THREE[:2])
    assert guesses(desk) == []
    comes(desk, THREE[2])
    assert guesses(desk) == [FOUND]


@pytest.mark.parametrize(
    "given",
    [{"method": ManualMethod.CASH}, {"giver": Giver("Ewa Lis", "pl")}],
)
def test_cash_and_people_without_an_address_are_not(desk: Desk, given: dict[str, Any]) -> None:
    comes(desk, *THREE, **given)
    assert guesses(desk) == []


def test_what_was_given_back_is_not(story: Story, desk: Desk) -> None:
    donation = comes(desk, *THREE)[-1]
    with desk.at_work():
        shown = RefundByHand(FIFTY, "sent to the wrong account", date(2026, 11, 9))
        record_refund_by_hand(donation_by_id(donation), shown, by=desk.id)
    comes(desk, date(2026, 11, 10))
    assert guesses(desk) == []


def test_what_stopped_long_ago_is_not_asked_about(desk: Desk) -> None:
    comes(desk, date(2026, 1, 5), date(2026, 2, 5), date(2026, 3, 5))
    assert guesses(desk) == []


def test_it_is_recorded_with_all_that_came(story: Story, desk: Desk) -> None:
    comes(desk, *THREE)
    says_it_is_one(desk)
    story.drains()

    assert [day for day, *_ in instalments(story)] == ["2026-08-31", "2026-09-30", "2026-10-31"]
    assert (plans(story)[0]["next"], rhythms(desk), guesses(desk)) == ("2026-11-30", ["monthly"] * 3, [])
    assert desk.trail()[-4:] == ["plan.recorded"] + ["donation.counted_as_instalment"] * 3
    assert story.kinds_of_letters() == ["thank_you"] * 3
    assert story.broken_invariants() == []


def test_the_31st_stays_the_31st_though_it_began_in_a_short_month(story: Story, desk: Desk) -> None:
    story.waits(days=175)
    comes(desk, date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30))
    says_it_is_one(desk)
    assert plans(story)[0]["next"] == "2027-05-31"
    assert story.broken_invariants() == []


def test_the_next_donation_is_its_instalment_at_once(story: Story, desk: Desk) -> None:
    comes(desk, *THREE)
    says_it_is_one(desk)
    story.waits(days=22)
    comes(desk, date(2026, 11, 30))
    assert (len(instalments(story)), guesses(desk)) == (4, [])
    assert story.broken_invariants() == []


def test_of_a_pledge_no_more_than_was_agreed(story: Story, desk: Desk) -> None:
    comes(desk, *THREE)
    says_it_is_one(desk, instalments=2)
    assert (len(instalments(story)), plans(story)[0]["reason"]) == (2, "completed")
    assert sorted(rhythms(desk)) == ["monthly", "monthly", "once"]
    assert story.broken_invariants() == []


def test_said_to_begin_later_what_was_before_stays_as_it_is(story: Story, desk: Desk) -> None:
    comes(desk, *THREE)
    says_it_is_one(desk, first_on=date(2026, 9, 30))
    assert [day for day, *_ in instalments(story)] == ["2026-09-30", "2026-10-30"]
    assert (rhythms(desk), guesses(desk)) == (["once", "monthly", "monthly"], [])
    assert story.broken_invariants() == []


def test_said_to_be_none_it_is_not_asked_about_again(story: Story, desk: Desk) -> None:
    comes(desk, *THREE)
    dismisses(desk)
    assert desk.trail()[-1] == "plan.guess_dismissed"
    story.waits(days=30)
    comes(desk, date(2026, 11, 30))
    assert guesses(desk) == []
    with pytest.raises(Refused, match="handled"):
        dismisses(desk)
    comes(desk, *(date(2026, month, 5) for month in (9, 10, 11)), amount=Money(7000, "PLN"))
    assert guesses(desk) == [("70.00", "monthly", "2026-09-05", 3)]


def test_what_is_recorded_by_other_means_is_no_question_any_more(story: Story, desk: Desk) -> None:
    comes(desk, *THREE)
    promises(desk, THREE[0])
    comes(desk, date(2026, 11, 3))
    assert guesses(desk) == []
    assert story.broken_invariants() == []


def test_two_donations_a_year_apart_are_a_yearly_one(story: Story, desk: Desk) -> None:
    comes(desk, date(2025, 10, 12), date(2026, 10, 12))
    says_it_is_one(desk, interval=Interval.YEARLY, giver=EWA)
    assert (plans(story)[0]["interval"], plans(story)[0]["next"]) == ("yearly", "2027-10-12")
    assert rhythms(desk) == ["yearly", "yearly"]
    assert story.broken_invariants() == []


def test_two_who_press_at_once_record_one(story: Story, desk: Desk) -> None:
    comes(desk, *THREE)
    other, together = Desk(story, email="lee@example.org"), Barrier(2)
    refused: list[str] = []

    def presses(who: Desk) -> None:
        together.wait()
        try:
            says_it_is_one(who)
        except Exception as problem:  # noqa: BLE001 - told below
            refused.append(type(problem).__name__)

    threads = [Thread(target=presses, args=(who,)) for who in (desk, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(plans(story)), len(instalments(story)), len(refused)) == (1, 3, 1)
    assert story.broken_invariants() == []
