"""Double click, back, reload, two tabs: nobody is charged twice unasked."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.story import Story, Visitor

pytestmark = pytest.mark.both_databases


def open_sessions(story: Story) -> list[str]:
    return [session["id"] for session in story.sandbox.all("checkout.session") if session["status"] == "open"]


def clicks_twice(story: Story, visitor: Visitor) -> set[tuple[int, str]]:
    """Two sendings of the form that is open, at the same instant; the different answers to them."""
    together = Barrier(2)
    cookie = visitor.client.get_cookie("donations")
    assert cookie

    def click(_number: int) -> tuple[int, str]:
        twin = Visitor(story.app.test_client(), story.sandbox)
        twin.client.set_cookie("donations", cookie.value)
        twin.form = dict(visitor.form)
        together.wait()
        return twin.sends().status_code, twin.payment_page

    with ThreadPoolExecutor(2) as threads:
        return set(threads.map(click, range(2)))


def test_the_same_form_sent_twice_leads_to_the_same_payment_page(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    first = visitor.payment_page
    visitor.sends(amount=None, amount_other="50.00", currency="PLN")

    assert visitor.payment_page == first
    assert story.statuses() == ["started"]
    assert len(story.sandbox.all("checkout.session")) == 1


def test_two_clicks_at_the_same_instant_make_one_donation_and_one_payment_page(story: Story) -> None:
    visitor = story.visitor()
    visitor.opens_form("?currency=PLN&amount=50")

    assert clicks_twice(story, visitor) == {(303, story.sandbox.all("checkout.session")[0]["url"])}
    assert story.statuses() == ["started"]
    assert len(story.sandbox.all("checkout.session")) == 1


def test_two_tabs_at_the_same_instant_make_one_donation_and_one_question(story: Story) -> None:
    tabs = [story.visitor(), story.visitor()]
    for tab in tabs:
        tab.opens_form("?currency=PLN&amount=50")
    together = Barrier(2)

    def send(tab: Visitor) -> int:
        together.wait()
        return tab.sends().status_code

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(send, tabs)) == [303, 409]
    assert story.statuses() == ["started"]


def test_back_and_another_amount_ends_the_old_page_before_there_is_a_new_one(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    old = visitor.session_id
    visitor.returns_to_form()
    visitor.sends(amount=None, amount_other="100")

    assert story.sandbox.find(old)["status"] == "expired"
    assert open_sessions(story) == [visitor.session_id]
    visitor.pays()
    story.settles()
    assert [(row["status"], row["amount"].minor) for row in story.donations()] == [("settled", 10000)]
    assert story.broken_invariants() == []


@pytest.mark.parametrize("is_told", [True, False], ids=["after its webhook", "before its webhook"])
def test_back_and_another_amount_after_all_had_been_paid_shows_the_paid_donation(story: Story, is_told: bool) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.returns_to_form()
    visitor.pays()
    if is_told:
        story.settles()
    paid = visitor.session_id
    answer = visitor.sends(amount=None, amount_other="100")

    assert answer.status_code == 303
    assert answer.headers["Location"] == story.sandbox.find(paid)["success_url"]
    story.settles()
    assert [(row["status"], row["amount"].minor) for row in story.donations()] == [("settled", 5000)]
    assert len(story.sandbox.all("payment_intent")) == 1
    assert open_sessions(story) == []
    assert story.broken_invariants() == []


def test_the_same_form_after_it_was_paid_shows_the_thank_you_page(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    paid = visitor.session_id
    answer = visitor.sends(amount=None, amount_other="50.00", currency="PLN")

    assert answer.headers["Location"] == story.sandbox.find(paid)["success_url"]
    assert story.statuses() == ["processing"]
    assert len(story.sandbox.all("checkout.session")) == 1


def test_there_and_back_three_times_leaves_one_page_to_pay(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    for amount in ("100", "50", "100"):
        visitor.returns_to_form()
        visitor.sends(amount=None, amount_other=amount)

    assert open_sessions(story) == [visitor.session_id]
    assert story.statuses() == ["started"]
    assert story.broken_invariants() == []


def test_a_form_whose_page_ran_out_makes_a_fresh_page(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    story.waits(minutes=61)
    visitor.sends(amount=None, amount_other="50.00", currency="PLN")
    visitor.pays()
    story.settles()

    assert story.statuses() == ["settled"]
    assert story.broken_invariants() == []


def test_a_form_whose_donation_expired_makes_a_fresh_donation(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    story.waits(minutes=61)
    story.settles()
    visitor.sends(amount=None, amount_other="50.00", currency="PLN")
    visitor.pays()
    story.settles()

    assert story.statuses() == ["expired", "settled"]
    assert story.broken_invariants() == []


def test_two_clicks_on_a_form_whose_donation_expired_make_one_fresh_donation(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00", confirm_again="1")
    story.waits(minutes=61)
    story.settles()
    visitor.form |= {"amount_other": "50.00", "currency": "PLN", "confirm_again": "1"}

    assert len(clicks_twice(story, visitor)) == 1
    assert story.statuses() == ["expired", "started"]
    assert len(open_sessions(story)) == 1


def test_a_form_whose_donations_expire_again_and_again_makes_a_fresh_donation_each_time(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    for _ in range(3):
        story.waits(minutes=61)
        story.settles()
        assert visitor.sends(amount=None, amount_other="50.00", currency="PLN").status_code == 303

    assert story.statuses() == ["expired", "expired", "expired", "started"]


def continue_link(page: str) -> str | None:
    found = re.search(r'<a class="act" href="([^"]+)">Continue that gift', page)
    return found[1] if found else None


def test_a_second_tab_is_asked_and_led_back_to_the_first(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    first = visitor.payment_page
    answer = visitor.starts("50.00")

    assert answer.status_code == 409
    assert continue_link(answer.text) == first
    assert story.statuses() == ["started"]
    assert len(story.sandbox.all("checkout.session")) == 1


def test_another_browser_with_the_same_address_is_asked_and_led_nowhere(story: Story) -> None:
    story.visitor().starts("50.00")
    answer = story.visitor().starts("50.00")

    assert answer.status_code == 409
    assert continue_link(answer.text) is None
    assert "/c/pay/" not in answer.text
    assert "/thanks/" not in answer.text


def test_a_second_tab_that_says_again_makes_a_second_donation(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    requested = visitor.starts("50.00")
    visitor.confirms(requested)
    visitor.pays()
    story.settles()

    assert story.statuses() == ["settled", "settled"]
    assert [held["held"] for held in story.donations()] == [None, None]
    assert len(story.mailbox.letters) == 2
    assert story.broken_invariants() == []


def test_the_question_is_not_asked_of_other_donations(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")

    assert visitor.starts("60.00").status_code == 303
    assert visitor.starts("50.00", "EUR").status_code == 303
    assert visitor.starts("50.00", email="other@example.org").status_code == 303
    story.waits(minutes=11)
    assert visitor.starts("50.00").status_code == 303


def test_the_question_is_asked_however_the_address_is_written(story: Story) -> None:
    story.visitor().starts("50.00")

    assert story.visitor().starts("50.00", email="KIM@Example.org").status_code == 409
