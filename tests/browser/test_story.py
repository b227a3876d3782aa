"""From the article to the letter, as a reader lives it."""

import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.live import until

LANGUAGES = ["pl", "en"]
SCRIPT = pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
# What the article's second amount says on the form, and what the receipt then says of it.
DONATIONS = {"pl": ("50", "PLN", "50,00\N{NO-BREAK SPACE}zł"), "en": ("20", "EUR", "€20.00")}


def pdf_text(letter):
    [attached] = letter.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(attached.get_content())).pages)


def waits_for_receipt(visitor, has_script):
    """The page follows by itself; without script its link is pressed until it knows."""
    if has_script:
        visitor.expects_state("received")
    else:
        until(lambda: visitor.sees_state() == "received" or visitor.reloads_by_link())


@SCRIPT
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_gives_and_finds_the_letter_with_the_receipt(arrives, wire, live, language, has_script):
    visitor = arrives(language, java_script_enabled=has_script)
    value, currency, amount = DONATIONS[language]
    visitor.page.goto(live.article(language))
    visitor.page.locator(f".support a[href$='&amount={value}']").click()
    expect(visitor.amount(value)).to_be_checked()
    expect(visitor.named("currency")).to_have_value(currency)
    visitor.fills_in()
    visitor.goes_to_pay()
    expect(visitor.page.locator("main")).to_contain_text(amount)
    visitor.pays()
    waits_for_receipt(visitor, has_script)
    [letter] = until(lambda: live.letters_to(visitor.who))
    assert visitor.who.name in (text := pdf_text(letter))
    assert amount in text
    visitor.page.goto(wire.receipt_link(visitor.who))
    expect(visitor.page.locator("article.receipt")).to_contain_text(amount)

    [donation] = live.donations_of(visitor.who)
    assert (donation["status"], donation["language"], donation["placement"]) == ("settled", language, "article-rivers")


def test_with_script_the_page_follows_a_slow_payment_by_itself(arrives, live):
    visitor = arrives("pl")
    visitor.begins()
    visitor.pays("settles_later")
    visitor.expects_state("processing")
    live.steer("advance", seconds=61)
    visitor.expects_state("received")


def test_without_script_a_link_asks_for_news_of_a_slow_payment(arrives, live):
    visitor = arrives("pl", java_script_enabled=False)
    visitor.begins()
    visitor.pays("settles_later")
    until(lambda: visitor.sees_state() == "processing" or visitor.reloads_by_link())
    live.steer("advance", seconds=61)
    waits_for_receipt(visitor, has_script=False)


def test_the_page_that_waits_for_a_payment_sees_it_come(arrives, live):
    visitor = arrives("en")
    visitor.begins()
    payment = visitor.page.url
    visitor.page.goto(live.ask_stripe(f"checkout/sessions/{visitor.session_id}")["success_url"])
    assert visitor.sees_state() == "started"
    other_window = visitor.page.context.new_page()
    other_window.goto(payment)
    other_window.locator("button[value=paid]").click()

    visitor.expects_state("received")


def test_a_declined_card_may_be_followed_by_another(arrives, live):
    visitor = arrives("pl")
    visitor.begins()
    visitor.pays("declined")
    expect(visitor.page.get_by_role("alert")).to_be_visible()
    visitor.pays("three_d_secure")
    visitor.pays("confirm")
    visitor.expects_state("received")

    assert live.paid_by(visitor.who) == [5000]


def test_who_turns_back_from_the_payment_finds_the_form_as_it_was(arrives):
    visitor = arrives("pl", java_script_enabled=False)
    visitor.opens_form("?currency=PLN&amount=12.50")
    visitor.fills_in()
    visitor.named("message").fill("Za rzekę.\nI za olchy.")
    visitor.named("anonymous").check()
    visitor.goes_to_pay()
    visitor.pays("abandon")

    written = ("amount_other", "email", "name", "message")
    assert [visitor.named(name).input_value() for name in written] == [
        "12.50",
        visitor.who.email,
        visitor.who.name,
        "Za rzekę.\nI za olchy.",
    ]
    expect(visitor.named("anonymous")).to_be_checked()
    visitor.goes_to_pay()
