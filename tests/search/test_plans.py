"""What plans are found by follows them, whoever changes them, and a lost word is told."""

import pytest
from sqlalchemy import delete, select, update

from donations.core.database import session, transaction
from donations.recurring.models import RecurringPlan
from donations.recurring.plan.donor import PlanDonor, edit_donor
from donations.reporting.plans.list import PlanFilter, plan_page
from donations.search.plans import PlanWord, plans_lacking_words, restore_plan_words
from tests.plans import gives_monthly


@pytest.fixture
def plans(story):
    begin_two(story)
    with story.inside():
        yield story


@pytest.fixture(scope="module")
def shown(shared_story):
    begin_two(shared_story)
    with shared_story.inside():
        yield shared_story


def begin_two(story):
    gives_monthly(story, name="Żaneta Łoś-Źródło", email="zaneta.los@poczta.example")
    gives_monthly(story, name="Kim Nowak", email="kim@example.org")


def found(typed):
    return [plan.donor_name for plan in plan_page(PlanFilter(typed=typed)).rows]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("zaneta", ["Żaneta Łoś-Źródło"]),
        ("ŹRÓD los", ["Żaneta Łoś-Źródło"]),
        ("poczta", ["Żaneta Łoś-Źródło"]),
        ("kim@example.org", ["Kim Nowak"]),
        ("example", ["Kim Nowak", "Żaneta Łoś-Źródło"]),
        ("kim zaneta", []),
        ("%", []),
        ("", ["Kim Nowak", "Żaneta Łoś-Źródło"]),
    ],
)
def test_by_the_beginnings_of_words(shown, typed, names):
    assert found(typed) == names


def test_by_the_reference_with_its_hyphen_and_without(shown):
    reference = session.scalars(select(RecurringPlan.reference).where(RecurringPlan.donor_name == "Kim Nowak")).one()
    assert found(reference) == found(reference.replace("-", "").lower()) == found(reference[:4]) == ["Kim Nowak"]


def test_a_new_name_and_address_are_found_and_the_old_ones_no_more(plans):
    with transaction():
        kim = session.scalars(select(RecurringPlan).where(RecurringPlan.donor_name == "Kim Nowak")).one()
        edit_donor(kim, PlanDonor("Lee Rokita", "lee@example.net", "en", None))
    assert (found("rokita"), found("nowak"), found("example.net")) == (["Lee Rokita"], [], ["Lee Rokita"])
    assert plans_lacking_words() == []


@pytest.mark.parametrize(
    "breach",
    [
        delete(PlanWord).where(PlanWord.word == "nowak"),
        update(PlanWord).where(PlanWord.word == "nowak").values(word="nowa"),
        update(RecurringPlan).where(RecurringPlan.donor_name == "Kim Nowak").values(donor_email="lee@example.org"),
    ],
)
def test_a_lost_word_is_told_and_mended(plans, breach):
    with transaction():
        session.execute(breach)
    assert len(plans_lacking_words()) == 1
    assert len([line for line in plans.broken_invariants() if "found by its own words" in line]) == 1
    with transaction():
        restore_plan_words()
    assert plans_lacking_words() == []
