"""A donation by hand and the standing orders of its supporter, on the donation's page."""

import re
from datetime import date

import pytest

from donations.giving.queries import donation_by_id
from donations.giving.refunds.refund_donation import RefundByHand, record_refund_by_hand
from tests.flows.desk import Desk, zloty
from tests.html_form import read_form
from tests.operations import counted_questions
from tests.page_text import text_of
from tests.plans import instalments
from tests.standing_orders import comes, promises, rhythms

OCTOBER, NOVEMBER = date(2026, 10, 5), date(2026, 11, 5)
MOST_QUESTIONS = 12


@pytest.fixture
def kim(hires):
    return hires("fundraiser").signs_in()


@pytest.fixture
def desk(story):
    return Desk(story)


def last_donation(story):
    return f"/staff/donations/{story.donations()[-1]['reference']}"


def counts(kim, donation, **given):
    page = f"{donation}/instalment"
    shown = read_form(kim.opens(page).text).values
    return kim.sends(page, {"due": shown["due"], "note": "she rang", **given}, page=page)


def test_in_doubt_the_page_asks_and_one_act_counts_it(story, kim, desk):
    promises(desk, OCTOBER)
    comes(desk, NOVEMBER, amount=zloty(6000))
    donation = last_donation(story)
    with counted_questions(story) as requested:
        words = text_of(kim.opens(donation).text)
    assert "It came near 5 November 2026, for which nothing is recorded yet" in words
    assert len(requested) <= MOST_QUESTIONS, requested

    assert counts(kim, donation).location == donation
    words = text_of(kim.opens(donation).text)
    assert "Counted the gift as an instalment." in words
    assert "she rang" in words
    assert "Perhaps an instalment" not in words
    assert instalments(story) == [("2026-11-05", "settled", "settled")]
    assert story.broken_invariants() == []


def test_of_two_standing_orders_both_are_offered_in_few_questions(story, kim, desk):
    promises(desk, OCTOBER)
    promises(desk, date(2026, 10, 7))
    comes(desk, date(2026, 11, 6))
    for page in (last_donation(story), f"{last_donation(story)}/instalment"):
        with counted_questions(story) as requested:
            words = text_of(kim.opens(page).text)
        assert "5 November 2026" in words
        assert "7 November 2026" in words
        assert len(requested) <= MOST_QUESTIONS, requested


def test_another_of_its_dates_may_be_chosen(story, kim, desk):
    promises(desk, OCTOBER)
    comes(desk, date(2026, 10, 16))
    page = kim.opens(f"{last_donation(story)}/instalment").text
    [chosen] = re.findall(r'<option selected value="([^"]+)"', page)
    assert chosen.endswith("/2026-10-05")
    counts(kim, last_donation(story), due=chosen[:10] + "2026-11-05")
    assert [day for day, *_ in instalments(story)] == ["2026-11-05"]


@pytest.mark.both_databases
def test_what_was_counted_at_once_is_told_and_may_be_taken_back(story, kim, desk):
    promises(desk, NOVEMBER)
    new = "/staff/donations/new"
    shown = read_form(kim.opens(new).text).values
    given = {name: shown[name] for name in ("ticket", "currency", "fund", "campaign", "language", "country")}
    given |= {"amount": "50", "name": "Ewa Lis", "email": "ewa@example.org"}
    answer = kim.sends(new, {**given, "method": "bank_transfer", "received_on": "2026-11-06"}, page=new)
    assert "as the instalment of 5 November 2026 of the standing order" in text_of(kim.opens(answer.location).text)

    back = f"{answer.location}/by-itself"
    assert "that one is expected again" in kim.opens(back).text
    assert kim.sends(back, {"reason": "it was for the fair"}, page=back).status_code == 303
    assert (instalments(story), rhythms(desk)) == ([], ["once"])
    assert "Counted the gift by itself again." in text_of(kim.opens(answer.location).text)
    assert kim.opens(back).status_code == 422
    assert story.broken_invariants() == []


@pytest.mark.parametrize("due", ["", "soon", "0000-0000/2026-11-05", "/"])
def test_a_date_that_is_not_offered_is_told(story, kim, desk, due):
    promises(desk, OCTOBER)
    comes(desk, NOVEMBER, amount=zloty(6000))
    assert counts(kim, last_donation(story), due=due).status_code == 422
    assert instalments(story) == []


def test_without_a_standing_order_there_is_nothing_to_count_in(story, kim, desk):
    comes(desk, NOVEMBER)
    assert "instalment" not in text_of(kim.opens(last_donation(story)).text)
    assert kim.opens(f"{last_donation(story)}/instalment").status_code == 422


def test_a_viewer_is_not_asked(story, hires, desk):
    promises(desk, OCTOBER)
    comes(desk, NOVEMBER, amount=zloty(6000))
    viewer = hires("viewer").signs_in()
    assert "Perhaps an instalment" not in viewer.opens(last_donation(story)).text
    assert viewer.opens(f"{last_donation(story)}/instalment").status_code == 403


def test_of_a_donation_that_went_back_nothing_is_asked(story, kim, desk):
    promises(desk, OCTOBER)
    [donation] = comes(desk, NOVEMBER, amount=zloty(6000))
    with desk.at_work():
        told_back = RefundByHand(zloty(6000), "a mistake", date(2026, 11, 9))
        record_refund_by_hand(donation_by_id(donation), told_back, by=desk.id)
    page = last_donation(story)
    assert "nothing is recorded yet" not in text_of(kim.opens(page).text)
    assert "This gift went back" in counts(kim, page).text
    assert instalments(story) == []
