"""Standing orders and pledges: recorded once, with each instalment that came, until all have come or it is ended."""

import pytest

from tests.colleague import colleague
from tests.plans import gives_monthly, instalments, plans
from tests.web.staff.forms import fills_in, form_on, trail, wrong_fields

NEW = "/staff/plans/new"
GIVEN = {
    "amount": "40",
    "name": "Jan Ostoja",
    "email": "jan@example.org",
    "first_on": "2026-10-05",
    "interval": "monthly",
}


@pytest.fixture
def kim(hires):
    return hires("fundraiser").signs_in()


@pytest.fixture(scope="module")
def asks(shared_story):
    """Somebody whose forms are all refused: one for the whole module."""
    return colleague(shared_story.app, "fundraiser").signs_in()


def records(kim, **given):
    answer = fills_in(kim, NEW, **{**GIVEN, **given, "is_anonymous": None})
    assert answer.status_code == 303, answer.text
    return answer.location


def came(kim, where, **given):
    return kim.sends(f"{where}/instalment", {**_form(kim, where), **given}, page=f"{where}/instalment")


def _form(kim, where):
    page = kim.opens(f"{where}/instalment").text
    known = {"amount": "40.00", "method": "bank_transfer", "received_on": "2026-11-10", "note": ""}
    return {**known, "due_on": page.split('name="due_on"')[1].split('value="')[1][:10]}


def test_a_standing_order_is_recorded_and_its_instalments_one_by_one(app, story, kim):
    where = records(kim, note="told us at the fair")
    page = kim.opens(where).text
    assert "PLN\N{NO-BREAK SPACE}40.00 is expected on 5 October 2026." in page
    assert came(kim, where, received_on="2026-10-06").location == where
    assert came(kim, where).location == where
    story.drains()
    assert instalments(story) == [("2026-10-05", "settled", "settled"), ("2026-11-05", "settled", "settled")]
    assert plans(story)[0]["next"] == "2026-12-05"
    assert story.kinds_of_letters() == ["thank_you"] * 2
    assert trail(app, "plan") == ["plan.recorded"]
    text = kim.opens(where).text
    assert "Recorded here." in text
    assert "told us at the fair" in text
    assert story.broken_invariants() == []


def test_one_date_is_recorded_once(story, kim):
    where = records(kim)
    given = _form(kim, where)
    assert came(kim, where, **given).status_code == 303
    again = came(kim, where, **given)
    assert again.status_code == 422
    assert len(story.donations()) == 1


def test_a_pledge_is_over_when_all_have_come(story, kim):
    where = records(kim, instalments="2")
    assert "0 of 2 instalments have come" in kim.opens(where).text
    for _ in range(2):
        came(kim, where)
    assert (plans(story)[0]["status"], plans(story)[0]["reason"]) == ("ended", "completed")
    assert "All instalments that were agreed have come." in kim.opens(where).text
    assert "/instalment" not in kim.opens(where).text
    assert story.broken_invariants() == []


@pytest.mark.both_databases
def test_changes_are_in_force_at_once_and_the_end_is_told(story, kim, hires):
    where = records(kim)
    kim.sends(f"{where}/amount", {"amount": "45", "reason": "asked"}, page=f"{where}/amount")
    assert plans(story)[0]["amount"] == "45.00"
    boss = hires("accountant").signs_in()
    assert "only they can stop the order there" in boss.opens(f"{where}/cancel").text
    boss.sends(f"{where}/cancel", {"reason": "moved away"}, page=f"{where}/cancel")
    assert plans(story)[0]["status"] == "cancelled"
    story.drains()
    assert story.broken_invariants() == []


def test_a_form_sent_twice_records_one_and_changed_on_the_way_none(story, kim):
    form = {**form_on(kim.opens(NEW).text), **GIVEN}
    answers = [kim.client.post(NEW, data=form) for _ in range(2)]
    assert answers[0].location == answers[1].location
    other = kim.client.post(NEW, data={**form, "amount": "90"})
    assert (other.status_code, "made the regular gift" in other.text) == (422, True)
    forged = kim.client.post(NEW, data={**form, "ticket": "mine"})
    assert forged.status_code == 422
    assert len(plans(story)) == 1


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"amount": "ten"}, {"amount"}),
        ({"first_on": "soon"}, {"first_on"}),
        ({"instalments": "0"}, {"instalments"}),
        ({"instalments": "²"}, {"instalments"}),
        ({"name": ""}, {"name"}),
        ({"interval": "weekly"}, {"interval"}),
        ({"first_on": "1999-01-01"}, {"first_on"}),
        ({"first_on": "2099-01-01"}, {"first_on"}),
    ],
)
def test_what_makes_no_sense_is_told(shared_story, asks, given, wrong):
    answer = fills_in(asks, NEW, **{**GIVEN, **given})
    assert (answer.status_code, wrong_fields(answer.text)) == (422, wrong)
    assert plans(shared_story) == []


def test_for_a_supporter_we_know_the_form_is_filled_in(story, kim):
    gives_monthly(story)
    page = kim.opens(f"/staff/plans/{story.donations()[0]['reference']}").text
    known = page.split("/staff/supporters/")[1][:36]
    supporter = kim.opens(f"/staff/supporters/{known}").text
    assert f"{NEW}?supporter={known}" in supporter
    assert form_on(kim.opens(f"{NEW}?supporter={known}").text)["name"] == "Kim Nowak"
    assert kim.opens(f"{NEW}?supporter=nobody").status_code == 400


def test_of_a_card_no_instalment_is_recorded_by_hand(story, kim):
    gives_monthly(story)
    where = f"/staff/plans/{story.donations()[0]['reference']}"
    assert kim.opens(f"{where}/instalment").status_code == 422
