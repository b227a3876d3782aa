"""The "Support us" box in somebody else's article."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

AMOUNTS = {"pl": ("PLN", ["20", "50", "100", "200"]), "en": ("EUR", ["10", "20", "50", "100"])}


def links(visitor):
    return visitor.page.locator(".support a")


@pytest.mark.parametrize("language", AMOUNTS)
def test_the_box_is_plain_links_to_another_origin(arrives, live, language):
    visitor = arrives(language, java_script_enabled=False)
    visitor.page.goto(live.article(language))
    currency, amounts = AMOUNTS[language]
    addresses = [urlsplit(link.get_attribute("href")) for link in links(visitor).all()]

    assert {f"{part.scheme}://{part.netloc}{part.path}" for part in addresses} == {f"{live.url}/{language}/give"}
    assert [parse_qs(part.query).get("amount", [""])[0] for part in addresses] == [*amounts, ""]
    asks = {(parse_qs(part.query)["currency"][0], parse_qs(part.query)["placement"][0]) for part in addresses}
    assert asks == {(currency, "article-rivers")}


@pytest.mark.parametrize("language", AMOUNTS)
def test_each_link_arrives_with_its_amount_and_its_place(arrives, live, language):
    visitor = arrives(language, java_script_enabled=False)
    currency, amounts = AMOUNTS[language]
    for number, amount in enumerate(amounts):
        visitor.page.goto(live.article(language))
        links(visitor).nth(number).click()
        expect(visitor.amount(amount)).to_be_checked()
        expect(visitor.named("currency")).to_have_value(currency)
        expect(visitor.named("placement")).to_have_value("article-rivers")


def test_the_article_says_nothing_of_its_reader_to_the_service(arrives, live):
    visitor = arrives("en")
    visitor.page.goto(live.article("en"))
    links(visitor).last.click()

    assert visitor.page.evaluate("document.referrer") == ""
