"""What the page says of the donation stays true while a visitor chooses, and the server says the same."""

from itertools import cycle

import pytest
from playwright.sync_api import expect

LANGUAGES = pytest.mark.parametrize("language", ["pl", "en"])
FIFTY = {"pl": "50,00\N{NO-BREAK SPACE}zł", "en": "PLN\N{NO-BREAK SPACE}50.00"}
TWELVE = {"pl": "12,50\N{NO-BREAK SPACE}zł", "en": "PLN\N{NO-BREAK SPACE}12.50"}

# As people write them, rightly and wrongly; the empty one leaves the choice to the buttons.
AMOUNTS = """5 12,50 12.50 0,99 49999.99 1'000 1.234 1.234,56 1,234.56 12.345 007 0 -5 1e3 \u0661\u0662 \uff11\uff12
1234567890123""".split()
AMOUNTS += ["", " 20 ", "1 000", "1\N{NO-BREAK SPACE}234,56", "1\N{THIN SPACE}000,5"]
DONATIONS = [
    (currency, amount, True) for currency, amount in zip(cycle(["PLN", "EUR", "USD", "GBP"]), AMOUNTS, strict=False)
]
DONATIONS += [("PLN", "12,50", False), ("USD", "", False), ("GBP", "1.23", True), ("EUR", "33.33", True)]

# Chooses each donation as a visitor would, notes what the page says, sends the same form for a preview, and reads that.
COMPARE = """async (gifts) => {
  const form = document.getElementById("gift");
  const said = (page) => ["summary", "cover_costs-label", "presets"]
    .map((id) => page.getElementById(id).textContent.trim().split(/[ \\n]+/).join(" "));
  const tell = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));
  const found = [];
  for (const [place, [currency, amount, covers]] of gifts.entries()) {
    const { currency: money, amount_other: own, cover_costs: cover, frequency } = form.elements;
    frequency.value = ["once", "monthly", "yearly"][place % 3];
    money.value = currency; tell(money);
    own.value = amount; tell(own);
    cover.checked = covers; tell(cover);
    const body = new URLSearchParams([...new FormData(form), ["action", "preview"]]);
    const answer = await fetch(location, { method: "POST", body });
    const served = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (String(said(document)) !== String(said(served))) found.push([currency, amount, said(document), said(served)]);
  }
  return found;
}"""


@LANGUAGES
def test_script_and_server_say_the_same_of_every_amount(arrives, language):
    visitor = arrives(language)
    visitor.opens_form()

    assert visitor.page.evaluate(COMPARE, DONATIONS) == []


@LANGUAGES
def test_with_script_the_sentence_follows_each_choice(arrives, language):
    visitor = arrives(language)
    visitor.opens_form()
    visitor.chooses("50")
    expect(visitor.summary).to_contain_text(FIFTY[language])
    visitor.named("amount_other").fill("12,50")
    expect(visitor.summary).to_contain_text(TWELVE[language])
    expect(visitor.page.locator("[name=amount]:checked")).to_have_count(0)
    visitor.named("fund").select_option(index=1)
    chosen = visitor.named("fund").locator("option:checked").inner_text()
    expect(visitor.summary).to_contain_text(chosen)
    visitor.chooses("50")
    expect(visitor.named("amount_other")).to_have_value("")
    expect(visitor.summary).to_contain_text(FIFTY[language])


def test_covering_the_costs_is_said_before_and_after(arrives):
    visitor = arrives("pl")
    visitor.opens_form("?currency=PLN&amount=100")
    expect(visitor.cover_label).to_contain_text("2,54\N{NO-BREAK SPACE}zł")
    visitor.named("cover_costs").check()

    expect(visitor.summary).to_contain_text("102,54\N{NO-BREAK SPACE}zł")


def test_emptying_the_own_amount_brings_the_chosen_one_back(arrives):
    visitor = arrives("pl")
    visitor.opens_form("?currency=PLN&amount=100")
    visitor.named("amount_other").fill("7")
    visitor.named("amount_other").fill("")

    expect(visitor.amount("100")).to_be_checked()
    expect(visitor.summary).to_contain_text("100,00\N{NO-BREAK SPACE}zł")


def test_another_currency_brings_its_own_amounts(arrives):
    visitor = arrives("en")
    visitor.opens_form("?currency=PLN&amount=100")
    visitor.named("currency").select_option("USD")

    assert [each.get_attribute("value") for each in visitor.page.locator("[name=amount]").all()] == [
        "10",
        "25",
        "50",
        "100",
    ]
    expect(visitor.page.locator("[name=amount]:checked")).to_have_value("50")
    expect(visitor.summary).to_contain_text("US$50.00")


@LANGUAGES
def test_without_script_a_button_shows_the_exact_sum(arrives, language):
    visitor = arrives(language, java_script_enabled=False)
    visitor.opens_form()
    visitor.named("amount_other").fill("12,50")
    visitor.named("email").fill(visitor.who.email)
    visitor.previews()

    expect(visitor.summary).to_contain_text(TWELVE[language])
    expect(visitor.named("email")).to_have_value(visitor.who.email)
    assert visitor.live.donations_of(visitor.who) == []


@pytest.mark.parametrize("amount", ["50", "200"])  # one of the buttons of both currencies, and of one
def test_without_script_another_currency_keeps_the_amount_and_is_sent_as_shown(arrives, amount):
    visitor = arrives("en", java_script_enabled=False)
    visitor.opens_form()
    visitor.chooses(amount)
    visitor.named("currency").select_option("EUR")
    visitor.fills_in()
    visitor.previews()
    expect(visitor.summary).to_contain_text(f"€{amount}.00")
    visitor.goes_to_pay()

    [donation] = visitor.live.donations_of(visitor.who)
    assert (donation["amount_minor"], donation["currency"]) == (int(amount) * 100, "EUR")


def test_only_browsers_without_script_are_offered_the_preview(arrives):
    visitor = arrives("en")
    visitor.opens_form()

    expect(visitor.page.locator("[value=preview]")).to_be_hidden()


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_an_own_amount_is_still_there_on_the_way_back(arrives, has_script):
    visitor = arrives("pl", java_script_enabled=has_script)
    visitor.opens_form()
    visitor.named("amount_other").fill("12,50")
    visitor.page.locator(".foot a[href$='/privacy']").click()
    visitor.page.go_back()

    expect(visitor.named("amount_other")).to_have_value("12,50")


def test_on_the_way_back_amounts_and_sentence_agree_with_the_currency(arrives):
    visitor = arrives("en")
    visitor.opens_form("?currency=PLN&amount=100")
    visitor.named("currency").select_option("USD")
    visitor.page.locator(".foot a[href$='/privacy']").click()
    visitor.page.go_back()

    expect(visitor.page.locator("#presets")).to_contain_text("US$25")
    expect(visitor.page.locator("[name=amount]:checked")).to_have_value("50")
    expect(visitor.summary).to_contain_text("US$50.00")
