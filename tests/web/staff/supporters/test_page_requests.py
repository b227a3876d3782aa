"""What supporters ask for waits at the desk until somebody has seen to it, and the trail says who."""

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.supporters.models import SupporterRequest
from tests.giver import gives
from tests.moving import agree, asks
from tests.operations import counted_questions
from tests.web.staff.forms import trail


@pytest.fixture
def kim(story):
    kim = gives(story).signs_in()
    kim.sends("/my/forget", {"note": "<b>soon</b>"})
    return kim


def wish(app):
    with app.app_context():
        return session.scalars(select(SupporterRequest)).one()


def test_a_wish_waits_on_the_first_page_in_the_list_and_on_the_supporters_page(app, hires, kim):
    desk = hires("fundraiser").signs_in()
    assert "supporter asks for something" in desk.opens("/staff").text
    assert "Wants to be forgotten" in desk.opens("/staff/waiting").text
    page = desk.opens(f"/staff/supporters/{kim.id}").text
    assert "&lt;b&gt;soon" in page
    assert f"/staff/supporters/wishes/{wish(app).id}" in page


@pytest.mark.both_databases
def test_seen_to_it_waits_no_longer_and_the_trail_says_so(app, hires, kim, story):
    desk = hires("fundraiser").signs_in()
    path = f"/staff/supporters/wishes/{wish(app).id}"
    assert desk.sends(path, {"answer": ""}, page=path).status_code == 422
    answer = desk.sends(path, {"answer": "Wrote to them"}, page=path)
    assert answer.location.endswith(f"/staff/supporters/{kim.id}")
    assert (wish(app).answer, wish(app).closed_by) == ("Wrote to them", desk.id)
    assert trail(app, "supporter") == ["supporter.request_closed"]
    assert "asks for something" not in desk.opens("/staff").text
    assert "Nothing needs your attention" in desk.opens("/staff/waiting").text
    assert desk.sends(path, {"answer": "again"}, page="/staff/account").status_code == 422
    assert story.broken_invariants() == []


def test_after_a_wish_is_seen_to_another_may_be_made(app, hires, kim):
    desk = hires("fundraiser").signs_in()
    path = f"/staff/supporters/wishes/{wish(app).id}"
    desk.sends(path, {"answer": "They changed their mind"}, page=path)
    kim.sends("/my/forget", {"note": ""})
    assert "Wants to be forgotten" in desk.opens("/staff/waiting").text


def test_two_addresses_of_one_person_are_told_with_both(app, hires, story):
    kim = gives(story).signs_in()
    lee = gives(story, "lee@example.org", name="Lee")
    asks(kim, lee.email)
    agree(kim, lee.email)
    desk = hires("fundraiser").signs_in()
    page = desk.opens(f"/staff/supporters/{kim.id}").text
    assert "Has two addresses with us" in page
    assert f"/staff/supporters/{lee.id}" in page
    assert "lee@example.org is their address, too" in desk.opens(f"/staff/supporters/wishes/{wish(app).id}").text


def test_one_who_may_only_look_sees_that_it_waits(app, hires, kim):
    viewer = hires("viewer").signs_in()
    page = viewer.opens(f"/staff/supporters/{kim.id}").text
    assert "needs attention" in page
    assert viewer.opens(f"/staff/supporters/wishes/{wish(app).id}").status_code == 403


def test_a_supporters_page_asks_at_most_twelve_questions(hires, kim, story):
    desk = hires("admin").signs_in()
    path = f"/staff/supporters/{kim.id}"
    desk.opens(path)
    with counted_questions(story) as requested:
        assert desk.opens(path).status_code == 200
    assert len(requested) <= 12, "\n".join(requested)
