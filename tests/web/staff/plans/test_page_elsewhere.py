"""Plans where they are not the matter: on the page of a donation, of a supporter, and on the first page."""

import re

import pytest

from tests.operations import counted_questions
from tests.page_text import text_of
from tests.plans import gives_monthly, goes_on, provider_plan
from tests.web.staff.plans.test_list import names


def test_a_donation_says_which_instalment_it_is_and_leads_to_its_plan(story, hires):
    gives_monthly(story, "50.00")
    goes_on(story, 31)
    kim = hires("viewer").signs_in()
    first, second = (row["reference"] for row in story.donations())
    for number, reference in ((1, first), (2, second)):
        with counted_questions(story) as requested:
            page = kim.opens(f"/staff/donations/{reference}").text
        assert f"Instalment {number} of {first}" in text_of(page)
        assert f'href="/staff/plans/{first}"' in page
        assert len([each for each in requested if each.lstrip().upper().startswith("SELECT")]) <= 12


def test_a_plan_nobody_has_paid_says_how_often_it_is_meant(story, hires):
    story.visitor().starts("20.00", frequency="yearly")
    page = hires("viewer").signs_in().opens(f"/staff/donations/{story.donations()[0]['reference']}").text
    assert "Regular gift yearly" in text_of(page)
    assert hires("admin").signs_in().opens(f"/staff/plans/{story.donations()[0]['reference']}").status_code == 404


def test_a_supporter_page_shows_their_plans(story, hires):
    gives_monthly(story, "50.00")
    reference = story.donations()[0]["reference"]
    kim = hires("viewer").signs_in()
    supporter = re.search(r'href="(/staff/supporters/[0-9a-f-]+)"', kim.opens(f"/staff/plans/{reference}").text)
    assert supporter
    page = kim.opens(supporter[1]).text
    assert f'href="/staff/plans/{reference}"' in page
    assert "PLN 50.00 a month Active" in text_of(page)
    assert "/staff/plans/new" not in page


@pytest.mark.both_databases
def test_the_first_page_tells_what_comes_in_a_month_and_opens_those_very_plans(story, hires):
    gives_monthly(story, "50.00")
    gives_monthly(story, "120.00", "yearly", email="yan@example.org", name="Yan")
    story.gives("30.00", "EUR", frequency="monthly", email="eva@example.org", name="Eva")
    kim = hires("viewer").signs_in()
    page = kim.opens("/staff").text
    assert "PLN 60.00 2 regular gifts" in text_of(page)
    assert "€30.00 1 regular gift" in text_of(page)
    rows = kim.opens("/staff/plans?status=collected&currency=PLN").text
    assert names(rows) == ["Yan", "Kim Nowak"]
    assert "PLN 60.00 a month" in text_of(rows)


def test_without_plans_the_first_page_says_nothing_of_them(story, hires):
    story.gives("50.00")
    assert "Regular gifts, a month" not in hires("viewer").signs_in().opens("/staff").text


def test_the_list_of_donations_shows_instalments_alone_and_their_rhythm(story, hires):
    story.gives("10.00", email="once@example.org", name="Once Only")
    gives_monthly(story, "50.00")
    goes_on(story, 31)
    page = hires("viewer").signs_in().opens("/staff/donations?regular=1&column=frequency&column=amount").text
    assert names(page) == ["Kim Nowak", "Kim Nowak"]
    assert page.count(">monthly</td>") == 2


@pytest.mark.both_databases
def test_a_letter_about_a_plan_leads_to_it_and_keeps_its_links_to_itself(story, hires):
    gives_monthly(story, "50.00")
    story.sandbox.set_card(provider_plan(story), "expired_card")
    goes_on(story, 31)
    kim, plan = hires("accountant").signs_in(), f"/staff/plans/{story.donations()[0]['reference']}"
    letters = kim.opens("/staff/letters?kind=collection_failed").text
    assert f'href="{plan}"' in letters
    where = re.search(r'href="(/staff/letters/[0-9a-f-]{36})"', kim.opens(plan).text)
    assert where
    page = kim.opens(where[1]).text
    assert f'href="{plan}"' in page
    assert f"{where[1]}/resend" in page
    assert re.search(r"/plans/[\w-]{40}", kim.opens(f"{where[1]}/text").text) is None
