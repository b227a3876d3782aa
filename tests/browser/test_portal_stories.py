"""What supporters do for themselves, each act once, with and without script, in both languages."""

import io
import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.giver import Giver
from tests.browser.live import until

SCRIPT = pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
LANGUAGE = pytest.mark.parametrize("language", ["pl", "en"])


@pytest.fixture
def comes(open_window, live, wire, somebody):
    """Somebody who gives every month, signed in by a letter, in a window made as one wishes."""
    with ExitStack() as windows:

        def come(language: str, has_script: bool) -> Giver:
            who = somebody()
            wire.gives(language, who, frequency="monthly")
            wishes = {"locale": language, "java_script_enabled": has_script, "accept_downloads": True}
            giver = Giver(windows.enter_context(open_window(**wishes)), live, language, who)
            giver.plan()
            return giver

        yield come


def plan(giver: Giver) -> dict[str, object]:
    [row] = giver.live.rows("SELECT * FROM recurring_plan WHERE donor_email = ?", giver.who.email)
    return row


def asks(giver: Giver, start: str, act: str, **fields: str) -> None:
    giver.page.goto(f"{start}/{act}")
    giver.writes(**fields)
    giver.sends()
    expect(giver.main.locator(".notice.good")).to_be_visible()


def gives_another_card(giver: Giver, start: str) -> None:
    before = plan(giver)["payment_method_id"]
    giver.page.goto(f"{start}/card")
    giver.sends()
    expect(giver.page).to_have_url(re.compile(rf"{re.escape(giver.live.sandbox_url)}/c/pay/"))
    with giver.page.expect_navigation():
        giver.page.locator("button[name=outcome]").first.click()
    until(lambda: plan(giver)["payment_method_id"] != before)


@SCRIPT
@LANGUAGE
def test_a_plan_is_changed_paused_resumed_collected_from_another_card_and_ended(comes, language, has_script):
    giver = comes(language, has_script).signs_in()
    start = f"{giver.live.url}/{language}/my/plans/{giver.plan()[1]}"
    asks(giver, start, "amount", amount="70")
    until(lambda: plan(giver)["amount_minor"] == 7000)
    asks(giver, start, "purpose", fund="reporting")
    asks(giver, start, "rhythm", interval="yearly")
    until(lambda: plan(giver)["interval"] == "yearly")
    asks(giver, start, "skip")
    until(lambda: plan(giver)["is_paused"])
    asks(giver, start, "resume")
    until(lambda: not plan(giver)["is_paused"])
    gives_another_card(giver, start)
    asks(giver, start, "cancel", reason="Tracę pracę.")
    until(lambda: plan(giver)["status"] == "cancelled")
    giver.page.goto(start)
    expect(giver.main.locator(".ways")).to_have_count(0)


@SCRIPT
@LANGUAGE
def test_a_letter_about_it_changes_and_ends_it_in_two_clicks_without_signing_in(comes, language, has_script):
    giver = comes(language, has_script)
    link = giver.plan_link()
    asks(giver, link, "pause", months="2")
    until(lambda: plan(giver)["is_paused"])
    giver.page.goto(link)
    with giver.page.expect_navigation():
        giver.main.locator(".ways a[href$='/cancel']").click()
    giver.sends()
    until(lambda: plan(giver)["status"] == "cancelled")


@SCRIPT
@LANGUAGE
def test_details_news_a_summary_on_paper_a_receipt_once_more_and_out(comes, language, has_script):
    giver = comes(language, has_script).signs_in()
    giver.opens("/my/details")
    giver.writes(name="Zofia Nowa", address_line="Długa 3", postcode="90-001", city="Łódź")
    giver.sends()
    expect(giver.main.locator(".notice.good")).to_be_visible()
    with giver.page.expect_navigation():
        giver.main.locator("form[action*='/my/news/'] [type=submit]").click()
    expect(giver.main.locator(".notice.good")).to_be_visible()
    giver.opens("/my/summary")
    with giver.page.expect_navigation():
        giver.main.locator("form[method=post] .act").click()
    if has_script:  # the page follows by itself
        expect(giver.main.locator("a[type='application/pdf']")).to_be_visible()
    else:
        until(lambda: giver.main.locator("a[type='application/pdf']").count() or giver.page.reload() is None)
    with giver.page.expect_download() as download:
        giver.main.locator("a[type='application/pdf']").click()
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(download.value.path().read_bytes())).pages)
    assert "Zofia Nowa" in text
    letters = len(giver.letters())
    until(lambda: giver.opens("/my/gifts").locator(".papers button").count())
    with giver.page.expect_navigation():
        giver.main.locator(".papers button").first.click()
    until(lambda: len(giver.letters()) > letters)
    with giver.page.expect_navigation():
        giver.page.locator("nav.places [type=submit]").click()
    giver.opens("/my/details")
    expect(giver.main.locator("[name=email]")).to_be_visible()
