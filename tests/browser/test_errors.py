"""A form that is not right yet: told at once, in the right place, and nothing is lost."""

import pytest
from playwright.sync_api import expect

EVERYWHERE = pytest.mark.parametrize(
    ("language", "has_script"), [("pl", True), ("en", False)], ids=["pl", "en-no-script"]
)
WRITTEN = {"amount_other": "1,234", "email": "zofia@", "message": "Za rzekę.\nI za <b>olchy</b>."}
WRONG = ["amount_other", "email", "name"]


@pytest.fixture
def sends_wrongly(arrives):
    """A visitor who sends three things wrong and the rest right."""

    def send(language, has_script):
        visitor = arrives(language, java_script_enabled=has_script)
        visitor.opens_form("?currency=EUR&placement=article-rivers")
        for name, value in WRITTEN.items():
            visitor.named(name).fill(value)
        visitor.named("fund").select_option("reporting")
        for name in ("anonymous", "cover_costs", "consent_newsletter"):
            visitor.named(name).check()
        visitor.sends()
        return visitor

    return send


@EVERYWHERE
def test_the_summary_has_the_focus(sends_wrongly, language, has_script):
    visitor = sends_wrongly(language, has_script)

    expect(visitor.page.locator("#errors")).to_be_focused()
    expect(visitor.page.locator("#errors")).to_be_in_viewport()


@EVERYWHERE
def test_each_of_its_links_leads_to_a_field(sends_wrongly, language, has_script):
    visitor = sends_wrongly(language, has_script)
    links = visitor.page.locator("#errors a")
    assert [link.get_attribute("href") for link in links.all()] == [f"#{name}" for name in WRONG]
    for link, name in zip(links.all(), WRONG, strict=True):
        link.click()
        expect(visitor.named(name)).to_be_focused()


@EVERYWHERE
def test_each_wrong_field_says_what_is_wrong_with_it(sends_wrongly, language, has_script):
    visitor = sends_wrongly(language, has_script)
    for link, name in zip(visitor.page.locator("#errors a").all(), WRONG, strict=True):
        expect(visitor.named(name)).to_have_attribute("aria-invalid", "true")
        assert link.inner_text() in visitor.page.locator(f"#{name}-error").inner_text()
        assert f"{name}-error" in (visitor.named(name).get_attribute("aria-describedby") or "")


@EVERYWHERE
def test_nothing_that_was_written_is_lost(sends_wrongly, language, has_script):
    visitor = sends_wrongly(language, has_script)
    kept = {**WRITTEN, "name": "", "currency": "EUR", "fund": "reporting", "placement": "article-rivers"}
    assert {name: visitor.named(name).input_value() for name in kept} == kept
    for name in ("anonymous", "cover_costs", "consent_newsletter"):
        expect(visitor.named(name)).to_be_checked()


@EVERYWHERE
def test_mended_it_goes_on_to_the_payment(sends_wrongly, language, has_script):
    visitor = sends_wrongly(language, has_script)
    visitor.named("amount_other").fill("12")
    visitor.fills_in()
    visitor.goes_to_pay()

    [donation] = visitor.live.donations_of(visitor.who)
    assert (donation["currency"], donation["placement"], donation["is_anonymous"]) == ("EUR", "article-rivers", 1)


def test_while_the_payment_page_cannot_be_reached_the_form_waits_filled(arrives, live):
    visitor = arrives("en")
    visitor.opens_form()
    visitor.fills_in()
    live.steer("fail", count=3, kind="unreachable", path="checkout/sessions")
    visitor.sends()
    expect(visitor.page.get_by_role("status")).to_be_visible()
    expect(visitor.named("email")).to_have_value(visitor.who.email)
    visitor.goes_to_pay()

    assert len(live.donations_of(visitor.who)) == 1
