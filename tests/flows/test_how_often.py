"""The form asks how often, in one step; what is changed about it before paying is another donation to the provider."""

import pytest

from tests.flows.conftest import OpenService
from tests.html_form import read_form
from tests.story import Story


def test_a_form_starts_with_a_single_donation(story: Story) -> None:
    page = story.visitor().opens_form("?currency=PLN").text
    assert read_form(page).values["frequency"] == "once"
    assert "Every month" in page
    assert "Every three months" not in page


def test_quarters_are_offered_where_the_foundation_wants_them(open_service: OpenService) -> None:
    story = open_service(offers_quarterly=True)
    visitor = story.visitor()
    assert "Every three months" in visitor.opens_form().text
    visitor.starts("50.00", frequency="quarterly")
    visitor.pays()
    story.settles()
    [plan] = story.sandbox.all("subscription")
    assert plan["items"]["data"][0]["price"]["recurring"]["interval_count"] == 3


@pytest.mark.parametrize(
    ("requested", "chosen"),
    [("monthly", "monthly"), ("yearly", "yearly"), ("quarterly", "once"), ("weekly", "once"), ("", "once")],
)
def test_a_link_may_say_how_often(story: Story, requested: str, chosen: str) -> None:
    visitor = story.visitor()
    visitor.opens_form(f"?currency=PLN&amount=50&frequency={requested}")
    assert visitor.form["frequency"] == chosen


@pytest.mark.parametrize(
    ("language", "frequency", "costs", "shown"),
    [
        ("en", "once", None, "You give PLN\xa050.00 once to"),
        ("en", "monthly", None, "In a year that is PLN\xa0600.00."),
        ("en", "monthly", "y", "In a year that is PLN\xa0621.36."),
        ("en", "yearly", None, "You give PLN\xa050.00 every year to"),
    ],
)
def test_the_sentence_before_the_button_says_what_it_adds_up_to(
    story: Story, language: str, frequency: str, costs: str | None, shown: str
) -> None:
    visitor = story.visitor(language)
    visitor.opens_form("?currency=PLN")
    page = visitor.sends(
        action="preview", amount=None, amount_other="50", currency="PLN", frequency=frequency, cover_costs=costs
    )
    assert shown in page.text


def test_a_form_that_does_not_ask_means_once(story: Story) -> None:
    story.gives("50.00", frequency=None)
    assert story.sandbox.all("subscription") == []
    assert story.statuses() == ["settled"]


@pytest.mark.parametrize("sent", ["weekly", "quarterly", "", "0"])
def test_what_is_not_offered_is_told_beside_the_field(story: Story, sent: str) -> None:
    answer = story.visitor().starts("50.00", frequency=sent)
    assert answer.status_code == 422
    assert 'href="#frequency"' in answer.text
    assert story.donations() == []


def test_the_page_of_a_plan_has_one_line_and_is_for_the_funds_product(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00", frequency="monthly", cover_costs="y")
    page = story.sandbox.find(visitor.session_id)
    [product] = story.sandbox.all("product")
    assert (page["mode"], page["amount_total"], product["id"][:5]) == ("subscription", 5178, "fund_")
    story.visitor().starts("70.00", frequency="yearly", email="other@example.org")
    assert len(story.sandbox.all("product")) == 1


def test_changed_to_every_month_the_first_page_is_closed(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    first = visitor.session_id
    visitor.returns_to_form()
    visitor.sends(frequency="monthly")

    assert story.sandbox.find(first)["status"] == "expired"
    assert story.sandbox.find(visitor.session_id)["mode"] == "subscription"
    visitor.pays()
    story.settles()
    assert story.statuses() == ["settled"]
    assert story.broken_invariants() == []


def test_changed_back_to_once_it_is_a_single_donation(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00", frequency="monthly")
    visitor.returns_to_form()
    assert visitor.form["frequency"] == "monthly"
    visitor.sends(frequency="once")
    visitor.pays()
    story.settles()

    assert story.sandbox.all("subscription") == []
    assert story.statuses() == ["settled"]
    assert story.broken_invariants() == []


@pytest.mark.parametrize(("first", "second"), [("once", "monthly"), ("monthly", "once"), ("monthly", "yearly")])
def test_another_rhythm_is_not_the_same_donation_again(story: Story, first: str, second: str) -> None:
    story.gives("50.00", frequency=first)
    assert story.visitor().starts("50.00", frequency=second).status_code == 303


def test_the_same_plan_again_is_asked_about(story: Story) -> None:
    story.gives("50.00", frequency="monthly")
    visitor = story.visitor()
    requested = visitor.starts("50.00", frequency="monthly")
    assert requested.status_code == 409
    assert visitor.confirms(requested).status_code == 303
    assert story.sandbox.find(visitor.session_id)["mode"] == "subscription"


def test_a_product_that_could_not_be_made_is_made_with_the_next_try(story: Story) -> None:
    story.sandbox.fail_next(1, "unreachable", path="/v1/products")
    visitor = story.visitor()
    assert visitor.starts("50.00", frequency="monthly").status_code == 503
    assert visitor.sends(amount=None, amount_other="50.00", currency="PLN", frequency="monthly").status_code == 303
    visitor.pays()
    story.settles()
    assert story.statuses() == ["settled"]
