"""How the desk behaves under the hands: the keyboard, lists that follow their filters, a telephone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.live import Person


@pytest.fixture(scope="module")
def donations(world):
    """Two, told apart by their messages."""
    return [
        world.gives(Person(f"conduct-{word}@example.org", f"Zachowanie {word}"), message=word)
        for word in ("owl", "fox")
    ]


@pytest.fixture
def clerk(at_the_desk):
    return at_the_desk()


def active(clerk):
    """Where the keyboard is."""
    return clerk.page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


def is_same_document(clerk):
    return clerk.page.evaluate("window.isMarked === true")


def opens_list(clerk, query):
    clerk.opens(f"/donations?{query}")
    clerk.page.evaluate("window.isMarked = true")


def test_a_stroke_leads_to_the_search_box_from_anywhere(clerk):
    clerk.opens("/funds")
    clerk.page.keyboard.press("/")
    assert active(clerk) == "search"
    clerk.page.keyboard.press("/")
    expect(clerk.page.locator("#search")).to_have_value("/")


def test_the_stroke_can_be_switched_off(clerk):
    clerk.opens("/account")
    clerk.page.get_by_label("leads to the search box").uncheck()
    clerk.opens("/funds")
    clerk.page.keyboard.press("/")
    assert active(clerk) != "search"
    expect(clerk.page.locator(".search kbd")).to_be_hidden()
    expect(clerk.page.locator("#search")).not_to_have_attribute("aria-keyshortcuts", "/")


def test_the_keyboard_walks_the_page_in_the_order_one_reads_it(clerk, donations):
    clerk.opens("/donations?q=zachowanie")
    walked = []
    for _ in range(25):
        clerk.page.keyboard.press("Tab")
        walked.append(active(clerk))
    assert walked[0] == "Skip to the content"
    order = [walked.index(stop) for stop in ("search", "Home", "Donations", "Record a gift by hand", "filter-status")]
    assert order == sorted(order)


def test_enter_in_a_filter_filters(clerk, donations):
    opens_list(clerk, "q=zachowanie")
    clerk.page.locator("#filter-amount-from").focus()
    clerk.page.keyboard.type("60")
    clerk.page.keyboard.press("Enter")
    expect(clerk.page.locator("#count")).to_contain_text("0 donations")
    expect(clerk.page).to_have_url(re.compile("amount_from=60"))
    assert is_same_document(clerk)


def test_a_list_follows_its_filters_and_the_way_back(clerk, donations):
    opens_list(clerk, "q=zachowanie")
    clerk.page.locator("#filter-status").select_option("failed")
    expect(clerk.page.locator("#list")).to_contain_text("Nothing fits these filters")
    assert is_same_document(clerk)
    expect(clerk.page.locator("#tools [name=status]").first).to_have_value("failed")
    clerk.page.go_back()
    expect(clerk.page.locator("tbody tr")).to_have_count(2)
    expect(clerk.page.locator("#filter-status")).to_have_value("")


def test_a_list_is_searched_while_one_types(clerk, donations):
    opens_list(clerk, "q=zachowanie")
    clerk.page.locator("#search").press("End")
    clerk.page.keyboard.type(" fox")
    expect(clerk.page.locator("tbody tr")).to_have_count(1)
    assert active(clerk) == "search"
    assert is_same_document(clerk)


def test_what_is_wrong_in_a_filter_is_said_beside_it(clerk, donations):
    clerk.opens("/donations")
    clerk.page.locator("#filter-amount-from").fill("ten")
    clerk.page.locator("#filter-amount-from").press("Enter")
    expect(clerk.page.locator("#filter-amount-error")).to_be_visible()


def test_boxes_are_ticked_together_and_counted(clerk, donations):
    clerk.opens("/donations?q=zachowanie")
    clerk.page.get_by_label("Select all on this page").check()
    expect(clerk.page.locator("#bulk-scope")).to_contain_text("The selected (2)")


def test_a_view_is_kept_used_and_removed(clerk, donations):
    opens_list(clerk, "q=zachowanie")
    clerk.page.locator("#filter-currency").select_option("PLN")
    expect(clerk.page).to_have_url(re.compile("currency=PLN"))
    expect(clerk.page.locator("#tools [name=currency]").first).to_have_value("PLN")
    clerk.page.get_by_text("Keep this view").click()
    clerk.writes(view_name="In złoty")
    clerk.presses("Keep")
    clerk.opens("/donations")
    clerk.follows("In złoty")
    expect(clerk.page.get_by_role("link", name="In złoty")).to_have_attribute("aria-current", "page")
    expect(clerk.page.locator("#filter-currency")).to_have_value("PLN")
    clerk.page.get_by_text("Keep this view").click()
    clerk.presses("Remove In złoty")
    expect(clerk.page.get_by_role("link", name="In złoty")).to_have_count(0)


def test_on_a_telephone_a_button_opens_the_menu(at_the_desk):
    clerk = at_the_desk(viewport={"width": 375, "height": 700}, has_touch=True)
    clerk.opens("/donations")
    people = clerk.page.get_by_role("link", name="People")
    expect(people).to_be_hidden()
    clerk.page.get_by_role("button", name="Menu").tap()
    people.tap()
    expect(clerk.page).to_have_url(re.compile("/staff/people$"))
