"""The payment provider does not answer, or answers with an error: nothing is lost, and one press goes on."""

import pytest
from werkzeug.test import TestResponse

from tests.html_form import read_form
from tests.story import Story, Visitor

SESSIONS = "/v1/checkout/sessions"
FAILURES = ["unreachable", "after_effect", "500", "429"]
MOST_TRIES = 3  # the gateway itself goes on after two "too many requests"


def fail(story: Story, kind: str, path: str = SESSIONS) -> None:
    story.sandbox.fail_next(MOST_TRIES if kind == "429" else 1, kind, path=path)


def tries_again(visitor: Visitor, page: TestResponse) -> TestResponse:
    """Press the button of the page that came back, as it is."""
    visitor.form = read_form(page.text).values
    return visitor.sends()


@pytest.mark.parametrize("kind", FAILURES)
def test_the_page_cannot_be_opened_and_the_filled_form_goes_on(story: Story, kind: str) -> None:
    visitor = story.visitor()
    fail(story, kind)
    page = visitor.starts("50.00", message="Żółć", placement="river")

    assert page.status_code == 503
    form = read_form(page.text).values
    assert (form["amount_other"], form["email"], form["message"]) == ("50.00", "kim@example.org", "Żółć")
    assert tries_again(visitor, page).status_code == 303
    visitor.pays()
    story.settles()
    assert story.statuses() == ["settled"]
    assert [row["status"] for row in story.sandbox.all("payment_intent")] == ["succeeded"]
    assert len(story.sandbox.all("checkout.session")) == 1
    assert story.broken_invariants() == []


def test_nothing_is_written_about_money_while_the_provider_is_away(story: Story) -> None:
    visitor = story.visitor()
    fail(story, "unreachable")
    page = visitor.starts("50.00")

    assert story.statuses() == ["started"]
    assert "Nothing has been charged" in page.text
    assert story.broken_invariants() == []


@pytest.mark.parametrize("kind", FAILURES)
def test_another_amount_after_the_page_could_not_be_opened(story: Story, kind: str) -> None:
    visitor = story.visitor()
    fail(story, kind)
    visitor.starts("50.00")
    visitor.sends(amount=None, amount_other="100", currency="PLN")
    visitor.pays()
    story.waits(minutes=61)
    story.settles()

    assert [(row["status"], row["amount"].minor) for row in story.donations()] == [("settled", 10000)]
    assert [row["amount"] for row in story.sandbox.all("payment_intent")] == [10000]
    assert story.broken_invariants() == []


@pytest.mark.parametrize("kind", FAILURES)
def test_the_old_page_cannot_be_ended_and_there_is_no_new_one_until_it_is(story: Story, kind: str) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.returns_to_form()
    fail(story, kind, path="/expire")
    page = visitor.sends(amount=None, amount_other="100")
    assert page.status_code == 503
    assert len(story.sandbox.all("checkout.session")) == 1
    assert tries_again(visitor, page).status_code == 303

    sessions = story.sandbox.all("checkout.session")
    assert [(one["amount_total"], one["status"]) for one in sessions] == [(5000, "expired"), (10000, "open")]
    visitor.pays()
    story.settles()
    assert [(row["status"], row["amount"].minor) for row in story.donations()] == [("settled", 10000)]
    assert story.broken_invariants() == []


def test_paid_on_the_old_page_while_it_could_not_be_ended(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.returns_to_form()
    fail(story, "unreachable", path="/expire")
    page = visitor.sends(amount=None, amount_other="100")
    visitor.pays()
    paid = visitor.session_id
    answer = tries_again(visitor, page)
    story.settles()

    assert answer.headers["Location"] == story.sandbox.find(paid)["success_url"]
    assert [(row["status"], row["amount"].minor) for row in story.donations()] == [("settled", 5000)]
    assert len(story.sandbox.all("checkout.session")) == 1
    assert story.broken_invariants() == []


def test_the_same_page_cannot_be_looked_up_and_is_found_a_moment_later(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    first = visitor.payment_page
    fail(story, "unreachable")
    page = visitor.sends(amount=None, amount_other="50.00", currency="PLN")
    assert page.status_code == 503
    tries_again(visitor, page)

    assert visitor.payment_page == first
    assert len(story.sandbox.all("checkout.session")) == 1


@pytest.mark.parametrize("kind", FAILURES)
def test_a_used_up_form_that_fails_goes_on_with_the_same_fresh_donation(story: Story, kind: str) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    story.waits(minutes=61)
    story.settles()
    fail(story, kind)
    page = visitor.sends(amount=None, amount_other="50.00", currency="PLN")
    assert page.status_code == 503
    assert tries_again(visitor, page).status_code == 303
    visitor.pays()
    story.settles()

    assert story.statuses() == ["expired", "settled"]
    assert story.broken_invariants() == []


def test_a_provider_that_refuses_everything_is_not_asked_for_ever(story: Story) -> None:
    visitor = story.visitor()
    story.sandbox.fail_next(50, "500", path=SESSIONS)
    page = visitor.starts("50.00")
    for _ in range(3):
        page = tries_again(visitor, page)

    assert page.status_code == 503
    assert story.statuses() == ["started"]


def test_a_click_lost_half_way_is_found_by_the_next(story: Story) -> None:
    visitor = story.visitor()
    fail(story, "after_effect")
    page = visitor.starts("50.00")
    story.waits(minutes=35)
    again = tries_again(visitor, page)

    assert again.status_code == 303
    visitor.pays()
    story.waits(minutes=61)
    story.settles()
    assert story.statuses() == ["settled"]
    assert len(story.sandbox.all("payment_intent")) == 1
    assert story.broken_invariants() == []


def test_one_page_the_provider_does_not_know_does_not_stop_the_others_from_expiring(story: Story) -> None:
    first, second = story.visitor(), story.visitor()
    first.starts("50.00")
    second.starts("60.00")
    story.starts_schedule()
    story.waits(minutes=80)
    story.sandbox.world.store.db.execute("delete from document where id = ?", (first.session_id,))
    story.drains_a_while(hours=2)

    assert second.sees() == "expired"
    assert story.broken_invariants() == []
