"""Back, double clicks, two windows, reload: never a second payment that nobody asked for."""

import pytest
from playwright.sync_api import expect

from tests.browser.live import until
from tests.browser.visitor import Visitor

SCRIPT = pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])


def open_sessions(visitor):
    """The payment pages on which this visitor could still pay."""
    sessions = (
        "SELECT session_id FROM checkout_attempt JOIN donation ON donation.id = donation_id"
        " WHERE donor_email = ? AND session_id IS NOT NULL ORDER BY checkout_attempt.id"
    )
    ids = [row["session_id"] for row in visitor.live.rows(sessions, visitor.who.email)]
    return [one for one in ids if visitor.live.ask_stripe(f"checkout/sessions/{one}")["status"] == "open"]


def test_back_and_another_amount_makes_the_first_page_worthless(arrives, live):
    visitor = arrives("pl")
    visitor.begins()
    visitor.page.go_back()
    visitor.chooses("100")
    visitor.goes_to_pay()

    assert open_sessions(visitor) == [visitor.session_id]
    assert [donation["amount_minor"] for donation in live.donations_of(visitor.who)] == [10000]


def test_without_script_another_amount_after_going_back_is_paid_alone(arrives, live):
    visitor = arrives("pl", java_script_enabled=False)
    visitor.begins()
    visitor.page.go_back()
    visitor.chooses("100")
    visitor.goes_to_pay()
    visitor.pays()
    until(lambda: live.letters_to(visitor.who))

    assert live.paid_by(visitor.who) == [10000]


def test_back_finds_the_form_as_it_was(arrives):
    visitor = arrives("pl")
    visitor.opens_form()
    visitor.fills_in()
    visitor.chooses("100")
    visitor.goes_to_pay()
    visitor.page.go_back()

    expect(visitor.named("email")).to_have_value(visitor.who.email)
    expect(visitor.amount("100")).to_be_checked()


def test_back_and_the_same_again_leads_to_the_same_page(arrives, live):
    visitor = arrives("pl")
    visitor.begins()
    first = visitor.session_id
    visitor.page.go_back()
    visitor.goes_to_pay()

    assert visitor.session_id == first
    assert len(live.donations_of(visitor.who)) == 1


def test_without_script_the_same_again_is_asked_about(arrives, live):
    visitor = arrives("pl", java_script_enabled=False)
    visitor.begins()
    first = visitor.session_id
    visitor.page.go_back()
    visitor.sends()
    visitor.page.locator(f"main a[href$='{first}']").click()

    assert visitor.session_id == first
    assert len(live.donations_of(visitor.who)) == 1


@SCRIPT
def test_a_double_click_makes_one_donation(arrives, live, has_script):
    visitor = arrives("pl", java_script_enabled=has_script)
    visitor.opens_form()
    visitor.fills_in()
    visitor.button.dblclick()
    visitor.page.wait_for_url("**/c/pay/**")

    assert len(live.donations_of(visitor.who)) == 1
    assert open_sessions(visitor) == [visitor.session_id]


def test_a_second_window_is_asked_before_it_gives_the_same(arrives, live):
    visitor = arrives("pl")
    other = Visitor(visitor.page.context.new_page(), live, "pl", visitor.who)
    for window in (visitor, other):
        window.opens_form("?currency=PLN&amount=50")
        window.fills_in()
    other.goes_to_pay()
    first = other.session_id
    visitor.sends()
    assert len(live.donations_of(visitor.who)) == 1
    visitor.page.locator(f"main a[href$='{first}']").click()
    visitor.pays()
    visitor.expects_state("received")

    assert live.paid_by(visitor.who) == [5000]


def test_who_says_so_in_the_second_window_gives_twice(arrives, live):
    visitor = arrives("pl")
    visitor.begins()
    visitor.pays()
    visitor.expects_state("received")
    visitor.opens_form("?currency=PLN&amount=50")
    visitor.fills_in()
    visitor.sends()
    visitor.page.locator("main [name=action][value=give]").click()
    visitor.pays()
    visitor.expects_state("received")

    assert live.paid_by(visitor.who) == [5000, 5000]


def test_back_from_the_thanks_does_not_lead_to_a_page_that_takes_money(arrives, live):
    visitor = arrives("pl")
    visitor.begins()
    visitor.pays()
    visitor.expects_state("received")
    visitor.page.go_back()

    expect(visitor.page.locator("button[name=outcome]")).to_have_count(0)
    assert live.paid_by(visitor.who) == [5000]


def test_reloading_the_thanks_takes_nothing(arrives, live):
    visitor = arrives("pl")
    visitor.begins()
    visitor.pays()
    visitor.expects_state("received")
    visitor.page.reload()
    visitor.expects_state("received")

    assert live.paid_by(visitor.who) == [5000]
