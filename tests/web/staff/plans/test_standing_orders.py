"""Perhaps standing orders: shown, recorded with what came, or put aside."""

from datetime import date

import pytest

from donations.giving.by_hand.record_donation import Giver
from tests.flows.desk import Desk
from tests.machine_room import counted_questions
from tests.page_text import told
from tests.plans import instalments, plans
from tests.standing_orders import comes, guesses, rhythms, the_guess
from tests.web.staff.forms import fills_in, form_on, trail

LIST = "/staff/plans/perhaps"
THREE = (date(2026, 8, 31), date(2026, 9, 30), date(2026, 11, 2))
MOST_QUESTIONS = 12


@pytest.fixture
def kim(hires):
    return hires("fundraiser").signs_in()


@pytest.fixture
def desk(story):
    return Desk(story)


def address(story, act):
    with story.inside():
        return f"{LIST}/{the_guess().id}/{act}"


def test_they_are_shown_with_their_donations(story, kim, desk):
    assert "Nothing looks like one" in kim.opens(LIST).text
    comes(desk, *THREE)
    for number in range(3):
        comes(desk, *THREE, giver=Giver(f"Jan {number}", "pl", f"jan{number}@example.org"))
    assert "Perhaps standing orders: 4" in kim.opens("/staff/plans").text
    with counted_questions(story) as asked:
        words = told(kim.opens(LIST).text)
    assert "Ewa Lis PLN 50.00 monthly 31 August 2026 3: 31 August 2026 · 30 September 2026" in words
    assert len(asked) <= MOST_QUESTIONS, asked


def test_one_act_records_the_plan_and_what_came_is_its_instalments(app, story, kim, desk):
    comes(desk, *THREE)
    page = address(story, "record")
    filled = form_on(kim.opens(page).text)
    known = ("name", "email", "amount", "first_on", "interval")
    assert [filled[name] for name in known] == ["Ewa Lis", "ewa@example.org", "50.00", "2026-08-31", "monthly"]
    with counted_questions(story) as asked:
        kim.opens(page)
    assert len(asked) <= MOST_QUESTIONS, asked

    answer = fills_in(kim, page, is_anonymous=None, note="she confirmed it")
    assert answer.status_code == 303, told(answer.text)
    words = told(kim.opens(answer.location).text)
    assert "with the gifts that came as its instalments" in words
    assert [day for day, *_ in instalments(story)] == ["2026-08-31", "2026-09-30", "2026-10-31"]
    assert (rhythms(desk), guesses(desk)) == (["monthly"] * 3, [])
    assert trail(app, "plan") == ["plan.recorded"]
    assert kim.opens(page).status_code == 404
    assert "Perhaps standing orders" not in kim.opens("/staff/plans").text
    assert story.broken_invariants() == []


def test_of_two_who_record_it_one_does(story, kim, desk, hires):
    comes(desk, *THREE)
    lee = hires("admin", "lee@example.org").signs_in()
    page = address(story, "record")
    kims, lees = (form_on(who.opens(page).text) for who in (kim, lee))
    for form in (kims, lees):
        form.pop("is_anonymous", None)
    first, again = (kim.client.post(page, data=kims) for _ in range(2))
    assert (first.status_code, again.location) == (303, first.location)
    late = lee.client.post(page, data=lees)
    assert (late.status_code, "Somebody has seen to these gifts already." in late.text) == (422, True)
    assert len(plans(story)) == 1


def test_what_is_wrong_in_the_form_is_told_and_nothing_typed_is_lost(story, kim, desk):
    comes(desk, *THREE)
    answer = fills_in(kim, address(story, "record"), amount="ten", note="from the bank", is_anonymous=None)
    assert answer.status_code == 422
    assert "from the bank" in answer.text
    assert "These gifts look like it" in answer.text
    assert len(guesses(desk)) == 1


def test_somebody_says_it_is_none(app, story, kim, desk):
    comes(desk, *THREE)
    page = address(story, "dismiss")
    assert kim.sends(page, {"reason": ""}, page=page).status_code == 422
    assert kim.sends(page, {"reason": "three birthdays"}, page=page).location == LIST
    assert "Nothing looks like one" in kim.opens(LIST).text
    assert trail(app, "supporter") == ["plan.guess_dismissed"]
    assert kim.opens(page).status_code == 404
    comes(desk, date(2026, 11, 9))
    assert guesses(desk) == []


def test_a_viewer_looks_only(story, hires, desk):
    comes(desk, *THREE)
    viewer = hires("viewer").signs_in()
    page = viewer.opens(LIST)
    assert (page.status_code, "/record" in page.text) == (200, False)
    assert viewer.opens(address(story, "record")).status_code == 403


def test_a_place_in_the_list_that_is_none_is_refused(kim):
    assert kim.opens(f"{LIST}?older=x").status_code == 400
