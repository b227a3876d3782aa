"""The page of an act promises only what the donation allows now."""

import re
from collections.abc import Callable

import pytest

from tests.colleague import Colleague
from tests.story import Story
from tests.web.staff.forms import wrong_fields


@pytest.fixture
def database(sqlite_database: str) -> str:
    """Rows do not differ."""
    return sqlite_database


@pytest.mark.parametrize(
    ("act", "why"),
    [
        ("accept", "This gift is not held for review."),
        ("reject", "This gift is not held for review."),
        ("cancel", "There is nothing to cancel any more."),
        ("refund-by-hand", "goes back the same way"),
    ],
)
def test_an_act_that_the_donation_does_not_allow_is_refused_before_it_is_promised(
    story: Story, hires: Callable[..., Colleague], act: str, why: str
) -> None:
    story.gives("50.00")
    where = f"/staff/donations/{story.donations()[0]['reference']}/{act}"
    answer = hires("accountant").signs_in().opens(where)
    assert (answer.status_code, why in answer.text, 'class="ask' in answer.text) == (422, True, False)


def test_a_donation_that_went_back_cannot_be_given_back_once_more(
    story: Story, hires: Callable[..., Colleague]
) -> None:
    kim = hires("accountant").signs_in()
    story.visitor().starts("20.00")
    where = f"/staff/donations/{story.donations()[0]['reference']}/refund"
    assert "Only a gift that was received" in kim.opens(where).text
    story.gives("50.00")
    where = f"/staff/donations/{story.donations()[1]['reference']}/refund"
    kim.sends(where, {"amount": "50", "seen_left": "50.00", "reason": "asked"}, page=where)
    assert "Nothing of this gift is left to refund" in kim.opens(where).text


def test_a_payment_on_its_way_can_be_asked_back_and_its_page_says_what_came_of_it(
    story: Story, hires: Callable[..., Colleague]
) -> None:
    story.gives("20.00", outcome="settles_later")
    kim = hires("accountant").signs_in()
    donation = f"/staff/donations/{story.donations()[0]['reference']}"
    assert "can be asked to stop it, though it is often too late" in kim.opens(donation).text
    assert "Most often it cannot any more" in kim.opens(f"{donation}/cancel").text
    assert kim.sends(f"{donation}/cancel", {"reason": " "}, page=f"{donation}/cancel").status_code == 422
    assert kim.sends(f"{donation}/cancel", {"reason": "a mistake"}, page=f"{donation}/cancel").status_code == 303
    assert "The provider is being asked" in kim.opens(donation).text
    story.drains()
    page = kim.opens(donation).text
    assert "The provider did not stop the payment: the bank is already at work." in page
    assert "Reason given: payment_intent_unexpected_state" in page
    assert f"{donation}/cancel" not in page
    assert "asked already" in kim.opens(f"{donation}/cancel").text


def test_money_that_came_all_the_same_waits_until_somebody_says_why_it_stays(
    story: Story, hires: Callable[..., Colleague]
) -> None:
    story.gives("20.00", outcome="settles_later")
    kim = hires("accountant").signs_in()
    donation = f"/staff/donations/{story.donations()[0]['reference']}"
    kim.sends(f"{donation}/cancel", {"reason": "a mistake"}, page=f"{donation}/cancel")
    story.drains()
    story.waits(days=4)
    story.settles()
    kim.signs_in()
    assert "gift came though it was cancelled" in kim.opens("/staff").text
    assert "The money came all the same" in kim.opens("/staff/waiting").text
    seen = re.search(rf"{donation}/cancel/[0-9a-f-]+/seen", kim.opens(donation).text)
    assert seen
    assert kim.sends(seen[0], {"reason": "they changed their mind"}, page=seen[0]).status_code == 303
    assert "The money came all the same" not in kim.opens("/staff/waiting").text
    assert "Said why a gift stays that was to be cancelled." in kim.opens(donation).text
    assert "There is nothing left to do" in kim.opens(seen[0]).text


def test_what_the_rules_refuse_stands_beside_its_field_and_nothing_typed_is_lost(
    story: Story, hires: Callable[..., Colleague]
) -> None:
    story.gives("50.00")
    kim = hires("accountant").signs_in()
    where = f"/staff/donations/{story.donations()[0]['reference']}/refund"
    form = {"amount": "60", "seen_left": "50.00", "reason": "by telephone"}
    answer = kim.sends(where, form, page=where)
    assert (answer.status_code, wrong_fields(answer.text)) == (422, {"amount"})
    assert [f'value="{typed}"' in answer.text for typed in ("60", "by telephone")] == [True, True]
