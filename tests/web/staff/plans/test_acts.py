"""The forms of what staff do to a plan: what they take, and what they refuse in words."""

import pytest

from tests.colleague import colleague
from tests.plans import gives_monthly
from tests.web.staff.forms import trail, wrong_fields


def page_of_a_plan(story):
    gives_monthly(story, "50.00", cover_costs="y")
    return f"/staff/plans/{story.donations()[0]['reference']}"


@pytest.fixture
def where(story):
    return page_of_a_plan(story)


@pytest.fixture(scope="module")
def sends(shared_story):
    """Sends one of the forms, about what cannot be, as somebody who may do all of it."""
    where, kim = page_of_a_plan(shared_story), colleague(shared_story.app, "accountant").signs_in()
    return lambda act, **given: kim.sends(f"{where}/{act}", {"reason": "asked", **given}, page=f"{where}/{act}")


@pytest.mark.parametrize(
    ("act", "given", "wrong"),
    [
        ("amount", {"amount": "0"}, {"amount"}),
        ("amount", {"amount": "seventy"}, {"amount"}),
        ("amount", {"amount": "60", "costs": "x"}, {"costs"}),
        ("amount", {"amount": "60", "reason": ""}, {"reason"}),
        ("interval", {"interval": "weekly"}, {"interval"}),
        ("date", {"on": "2026-13-45"}, {"on"}),
        ("fund", {"fund": "nothing"}, {"fund"}),
        ("pause", {"months": "7"}, {"months"}),
        ("skip", {"reason": ""}, {"reason"}),
        ("cancel", {"reason": ""}, {"reason"}),
    ],
)
def test_what_makes_no_sense_is_told_beside_its_field(shared_story, sends, act, given, wrong):
    answer = sends(act, **given)
    assert (answer.status_code, wrong_fields(answer.text)) == (422, wrong)
    assert trail(shared_story.app, "plan") == []


@pytest.mark.parametrize(
    ("act", "given", "why"),
    [
        ("amount", {"amount": "1000000"}, "Please choose an amount from"),
        ("interval", {"interval": "monthly"}, "It is so already."),
        ("date", {"on": "2027-02-11"}, "Please choose a day from"),
        ("fund", {"fund": "mission"}, "It is so already."),
        ("resume", {}, "is not paused"),
    ],
)
def test_what_cannot_be_is_refused_in_words(shared_story, sends, act, given, why):
    answer = sends(act, **given)
    assert (answer.status_code, why in answer.text) == (422, True)
    assert trail(shared_story.app, "plan") == []


def test_a_fundraiser_changes_and_pauses_but_does_not_end_it(hires, where):
    kim = hires("fundraiser").signs_in()
    acts = ("amount", "interval", "date", "fund", "skip", "pause", "resume", "cancel")
    assert [kim.opens(f"{where}/{act}").status_code for act in acts] == [200] * 7 + [403]


def test_each_page_says_what_will_happen_and_who_is_told(hires, where):
    kim = hires("accountant").signs_in()
    for act in ("amount", "interval", "date", "fund", "skip", "pause", "resume", "cancel"):
        text = kim.opens(f"{where}/{act}").text
        assert 'class="sentence"' in text
        assert "Kim Nowak is told by letter." in text, act


@pytest.mark.both_databases
def test_costs_that_are_covered_stay_a_part_of_the_new_amount(story, hires, where):
    kim = hires("fundraiser").signs_in()
    kim.sends(f"{where}/amount", {"amount": "80", "costs": "2.50", "reason": "asked"}, page=f"{where}/amount")
    story.settles()
    text = kim.opens(where).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "PLN 80.00 a month" in text
    assert "PLN 2.50" in text


def test_one_form_sent_twice_asks_once(app, story, hires, where):
    kim = hires("fundraiser").signs_in()
    for _ in range(2):
        kim.sends(f"{where}/pause", {"months": "2", "reason": "asked"}, page=f"{where}/pause")
    assert trail(app, "plan") == ["plan.change_asked"]
