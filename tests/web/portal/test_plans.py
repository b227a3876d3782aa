"""Plans: each change asked for by one form, with a sign-in or by the link of a letter about that one alone."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from donations.core.database import session, transaction
from donations.recurring.history_models import PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import plans_of_supporter
from donations.supporters.models import Supporter
from tests.giver import Giver, gives, link_in, token_on, words
from tests.html_form import read_form
from tests.story import Story

pytestmark = pytest.mark.slow


@pytest.fixture
def kim(story: Story) -> Giver:
    gives(story, amount="50.00", frequency="monthly")
    story.drains_a_while(minutes=5)
    return Giver(story).signs_in()


def plan_of(kim: Giver) -> RecurringPlan:
    with kim.story.inside():
        (plan,) = plans_of_supporter(kim.id)
        assert plan.fund.slug  # read along
        session.expunge_all()
        return plan


@pytest.fixture(params=["signed in", "by link"])
def pages(request, kim: Giver) -> tuple[Giver, str]:
    """Who, and where the plan's pages begin."""
    plan = plan_of(kim)
    if request.param == "signed in":
        return kim, f"/my/plans/{plan.reference}"
    links = kim.story.app.extensions["services"].links
    return Giver(kim.story), urlsplit(links.plan(plan.id, plan.donor_email, "en")).path.removeprefix("/en")


def asks(who: Giver, page: str, act: str, **given: str):
    """Send the act's form; the worker and the provider do theirs."""
    answer = who.sends(f"{page}/{act}", given, page=f"{page}/{act}")
    for _ in range(3):  # the provider's word, and what it leads to
        who.story.clock.shift(5)
        who.story.settles()
    return answer


def test_the_plan_stands_with_next_date_amount_and_card(pages):
    kim, page = pages
    shown = words(kim.opens(page))
    assert "PLN 50.00 every month" in shown
    assert "The next gift comes on 10 December 2026." in shown
    assert "•••• 4242" in shown


def test_another_amount_holds_from_the_next_one_on(pages):
    kim, page = pages
    answer = asks(kim, page, "amount", amount="70,00")
    assert answer.status_code == 303, answer.text
    assert "PLN 70.00 every month" in words(kim.client.get(answer.location))
    assert plan_of(Giver(kim.story)).amount.minor == 7000


def test_what_is_refused_stands_beside_its_field_in_the_readers_language(kim):
    page = f"/my/plans/{plan_of(kim).reference}"
    kim.language = "pl"
    for amount, shown in (
        ("50", "Tak już jest."),
        ("1", "Prosimy wybrać kwotę od 5,00 zł do 50 000,00 zł."),
        ("60000", "Prosimy wybrać kwotę od 5,00 zł do 50 000,00 zł."),
    ):
        answer = kim.sends(f"{page}/amount", {"amount": amount}, page=f"{page}/amount")
        assert answer.status_code == 422
        [beside] = re.findall(r'id="amount-error">(.+?)<', answer.text)
        assert beside.replace("\N{NO-BREAK SPACE}", " ") == shown


def test_the_page_of_the_amount_tells_sums_limits_and_costs(kim):
    shown = words(kim.opens(f"/my/plans/{plan_of(kim).reference}/amount"))
    assert "Now PLN 50.00 every month: PLN 600.00 in a year." in shown
    assert "From PLN 5.00 to PLN 50,000.00." in shown
    assert "For PLN 50.00 these are PLN 1.78." in shown


def test_costs_are_added_once_their_sum_was_seen(pages):
    kim, page = pages
    answer = kim.sends(f"{page}/amount", {"amount": "75,50", "cover_costs": "y"}, page=f"{page}/amount")
    assert answer.status_code == 422
    assert "PLN 77.67 is collected each time, PLN 932.04 in a year" in words(answer)
    assert "For PLN 75.50 these are PLN 2.17." in words(answer)
    assert 'value="75,50"' in answer.text
    form = read_form(answer.text).filled()
    assert kim.client.post(f"/en{page}/amount", data=form).status_code == 303
    with kim.story.inside():
        change = session.scalars(select(PlanChange)).one()
        assert change.wanted == {"amount_minor": 7767, "covered_costs_minor": 217}


def test_until_the_provider_has_agreed_it_is_being_changed(pages):
    kim, page = pages
    kim.sends(f"{page}/amount", {"amount": "70"}, page=f"{page}/amount")
    shown = words(kim.opens(page))
    assert "Being changed the amount: PLN 70.00" in shown
    assert "PLN 50.00 every month" in shown


def test_another_rhythm_date_and_purpose(pages):
    kim, page = pages
    assert asks(kim, page, "rhythm", interval="yearly").status_code == 303
    assert asks(kim, page, "date", on="2026-12-20").status_code == 303
    assert asks(kim, page, "purpose", fund="reporting").status_code == 303
    plan = plan_of(Giver(kim.story))
    assert (plan.interval, str(plan.next_on), plan.fund.slug) == ("yearly", "2026-12-20", "reporting")


def test_a_pause_and_its_end(pages):
    kim, page = pages
    asks(kim, page, "pause", months="3")
    assert "The next gift comes on 10 February 2027." in words(kim.opens(page))
    asks(kim, page, "resume")
    assert not plan_of(Giver(kim.story)).is_paused


def test_the_next_one_is_left_out(pages):
    kim, page = pages
    assert "The gift of 10 December 2026 is skipped" in words(kim.opens(f"{page}/skip"))
    assert asks(kim, page, "skip").status_code == 303
    assert plan_of(Giver(kim.story)).is_paused


@pytest.mark.both_databases
def test_of_one_left_out_and_of_a_pause_the_next_date_is_told(kim):
    page = f"/my/plans/{plan_of(kim).reference}"
    asks(kim, page, "skip")
    assert "One is skipped" in words(kim.opens())
    assert "next on 10 January 2027" in words(kim.opens())
    assert "One gift is skipped; later gifts are collected as usual. The next gift comes on 10 January 2027." in words(
        kim.opens(page)
    )
    asks(kim, page, "resume")
    asks(kim, page, "pause", months="3")
    assert "It is paused, and goes on by itself. The next gift comes on 10 February 2027." in words(kim.opens(page))
    assert "next on 10 February 2027" in words(kim.opens())


def test_another_card_is_given_on_the_providers_page(pages):
    kim, page = pages
    answer = asks(kim, page, "card")
    assert (answer.status_code, "/c/pay/" in answer.location) == (303, True)


def test_it_ends_in_one_step_and_the_reason_may_stay_away(pages):
    kim, page = pages
    answer = asks(kim, page, "cancel", reason="")
    assert "nothing more is collected" in words(kim.client.get(answer.location))
    assert plan_of(Giver(kim.story)).is_over
    assert "Change it" not in words(kim.opens(page))
    for act in ("amount", "cancel", "pause"):
        assert kim.opens(f"{page}/{act}").status_code == 303


def test_what_has_ended_says_why_and_offers_to_begin_again(kim):
    page = f"/my/plans/{plan_of(kim).reference}"
    asks(kim, page, "cancel", reason="")
    ended = kim.opens(page)
    assert "You ended it yourself." in words(ended)
    [again] = re.findall(r'href="([^"]+)">Begin again', ended.text)
    assert unescape(again).endswith("/en/give?frequency=monthly&amount=50.00&currency=PLN&fund=mission")


def test_while_its_end_is_arranged_nothing_says_that_it_goes_on(kim):
    page = f"/my/plans/{plan_of(kim).reference}"
    answer = kim.sends(f"{page}/cancel", {"reason": ""}, page=f"{page}/cancel")
    shown = words(kim.client.get(answer.location))
    assert "nothing more is collected" in shown
    for said in ("Goes on", "The next gift comes", "Change it", "Another amount"):
        assert said not in shown


def test_the_reason_is_kept_in_their_words(pages):
    kim, page = pages
    asks(kim, page, "cancel", reason="I lost my job.\r\n<b>Sorry</b>")
    with kim.story.inside():
        change = session.scalars(select(PlanChange)).one()
        assert (change.reason, change.asked_by) == ("I lost my job.\n<b>Sorry</b>", "supporter")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "from 10 December 2026 to 10 January 2027"), ("pl", "10 grudnia 2026")],
)
def test_days_to_choose_from_are_told_as_people_write_them(kim, language, said):
    page = f"/my/plans/{plan_of(kim).reference}/date"
    kim.language = language
    with kim.story.inside(), transaction():
        session.scalars(select(Supporter)).one().language = language
    assert said in words(kim.sends(page, {"on": "2030-01-01"}, page=page))


def test_what_is_no_day_is_told_in_our_words(kim):
    page = f"/my/plans/{plan_of(kim).reference}/date"
    assert "Please write a day such as 2026-01-31." in words(kim.sends(page, {"on": "2026-13-41"}, page=page))


def test_pressed_twice_it_is_asked_once(pages):
    kim, page = pages
    for _ in range(2):
        kim.sends(f"{page}/amount", {"amount": "70"}, page=f"{page}/amount")
    with kim.story.inside():
        assert len(session.scalars(select(PlanChange)).all()) == 1


def test_when_the_provider_does_not_answer_the_card_page_says_so(pages, monkeypatch):
    kim, page = pages
    token = token_on(kim.opens(f"{page}/card").text)
    kim.story.sandbox.fail_next(9, path="checkout/sessions")
    answer = kim.client.post(f"/en{page}/card", data={"csrf_token": token})
    assert (answer.status_code, "cannot be reached" in answer.text) == (503, True)


def test_the_link_shows_nothing_of_whoever_gives_it(kim):
    links = kim.story.app.extensions["services"].links
    stranger = Giver(kim.story)
    page = stranger.client.get(urlsplit(links.plan(plan_of(kim).id, "kim@example.org", "en")).path)
    assert "Kim" not in page.text
    assert "kim@example.org" not in page.text
    assert not stranger.is_in()


def test_a_link_opens_as_long_as_letters_about_the_plan_go_where_it_was_sent(kim):
    links, plan = kim.story.app.extensions["services"].links, plan_of(kim)
    old, new = (urlsplit(links.plan(plan.id, to, "en")).path for to in ("kim@example.org", "new@example.org"))
    kim.sends("/my/e-mail", {"email": "new@example.org"})
    kim.story.drains()
    no = link_in(kim.newest_letter("kim@example.org"))
    stranger = Giver(kim.story)
    stranger.approves(no)
    opens = []
    for link in (link_in(kim.newest_letter("new@example.org")), no):
        opens.append([stranger.client.get(path).status_code for path in (old, new)])
        stranger.presses(link)
        kim.story.drains()
    opens.append([stranger.client.get(path).status_code for path in (old, new)])
    assert opens == [[200, 404], [404, 200], [200, 404]]


def test_what_is_on_its_way_is_not_undone_by_a_second_page(kim):
    page = f"/my/plans/{plan_of(kim).reference}"
    pages = [f"{page}/{act}" for act in ("pause", "skip", "cancel", "amount")]
    given = [{"months": "3"}, {}, {"reason": ""}, {"amount": "60"}]
    answers = [kim.sends(each, what, page=each).status_code for each, what in zip(pages, given, strict=True)]
    assert answers == [303, 422, 303, 422]


@pytest.mark.both_databases
def test_new_details_hold_for_the_donations_to_come(kim):
    kim.sends("/my/details", {"name": "Kim Nowak-Żółć", "language": "pl", "country": "PL", "city": "Łódź"})
    kim.story.drains()
    plan = plan_of(kim)
    assert (plan.donor_name, plan.language) == ("Kim Nowak-Żółć", "pl")
    assert plan.donor_address
    assert plan.donor_address["city"] == "Łódź"
