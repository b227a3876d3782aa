"""Whoever gives accepts the terms they have seen; the donation keeps their version, and so do its instalments."""

import pytest
from sqlalchemy import delete, select

from donations.core.database import session, transaction
from donations.giving.models import Donation
from donations.organisation.models import TermsText
from donations.organisation.queries import publish_text
from donations.recurring.models import RecurringPlan
from tests.giving.forms import only_donation
from tests.html_form import read_form
from tests.plans import gives_monthly, goes_on
from tests.story import Story

ACCEPT = "By giving you accept the"


def publishes(story: Story, text: str = "Other terms.", language: str = "en") -> None:
    with story.inside(), transaction():
        publish_text(TermsText, language, text)


def has_no_terms(story: Story, language: str = "en") -> None:
    with story.inside(), transaction():
        session.execute(delete(TermsText).where(TermsText.language == language))


def test_a_donation_keeps_the_version_it_was_given_under(story: Story) -> None:
    visitor = story.visitor()
    page = visitor.starts("50.00")
    assert page.status_code == 303
    publishes(story)
    visitor.pays()
    story.settles()
    with story.inside():
        assert only_donation().terms_version == 1
    assert story.broken_invariants() == []


def test_terms_that_changed_while_the_form_was_filled_in_are_shown_before_anything_is_written(story: Story) -> None:
    visitor = story.visitor()
    visitor.opens_form()
    publishes(story)
    answer = visitor.sends(amount=None, amount_other="50.00", currency="PLN")
    assert answer.status_code == 422
    assert "The terms of giving have a new wording" in answer.text
    visitor.form = read_form(answer.text).values
    assert visitor.sends().status_code == 303
    with story.inside():
        assert only_donation().terms_version == 2


@pytest.mark.parametrize("sent", ["2", "0", "x", "1 ", "9" * 40])
def test_a_version_that_is_not_in_force_is_not_accepted(story: Story, sent: str) -> None:
    assert story.visitor().starts("50.00", terms=sent).status_code == 422


def test_a_form_that_showed_no_terms_accepts_none(story: Story) -> None:
    """As one that was opened before there were any, on a version of the service that knew of none."""
    visitor = story.visitor()
    answer = visitor.starts("50.00", terms=None)
    assert answer.status_code == 422
    assert "The terms of giving have a new wording" in answer.text
    visitor.form = read_form(answer.text).values
    assert visitor.sends().status_code == 303
    has_no_terms(story)
    assert story.visitor().starts("60.00", terms=None).status_code == 303


@pytest.mark.both_databases
def test_without_terms_nothing_is_said_of_them(story: Story) -> None:
    assert ACCEPT in story.visitor().opens_form().text
    has_no_terms(story)
    publishes(story, "Inne.", "pl")  # pages that are kept are made anew
    visitor = story.visitor()
    page = visitor.opens_form().text
    assert ACCEPT not in page
    assert "/terms" not in page
    assert visitor.sends(amount="20").status_code == 303
    with story.inside():
        assert only_donation().terms_version is None
    missing = visitor.client.get("/en/terms")
    assert missing.status_code == 404
    assert "There are no terms of giving in this language." in missing.text


@pytest.mark.both_databases
def test_an_instalment_keeps_the_terms_its_plan_began_under(story: Story) -> None:
    gives_monthly(story)
    publishes(story)
    goes_on(story, 32)
    with story.inside():
        assert session.scalars(select(RecurringPlan.terms_version)).all() == [1]
        assert session.scalars(select(Donation.terms_version)).all() == [1, 1]
