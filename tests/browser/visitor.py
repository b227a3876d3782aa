"""Somebody at a browser window, giving. Everything is found by its name, never by its wording."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.live import Live, Person


class Visitor:
    """One window, one language. `home` is the service given to, when it is not the live one."""

    def __init__(self, page: Page, live: Live, language: str, who: Person, *, home: str = "") -> None:
        self.page, self.live, self.language, self.who = page, live, language, who
        self.home = home or live.url

    def named(self, name: str) -> Locator:
        """The field called so; of the amounts the first."""
        return self.page.locator(f"#gift [name={name}]").first

    @property
    def summary(self) -> Locator:
        """The sentence above the button."""
        return self.page.locator("#summary")

    @property
    def cover_label(self) -> Locator:
        """What it would cost to cover the costs."""
        return self.page.locator("label[for=cover_costs]")

    @property
    def button(self) -> Locator:
        """The one that leads to the payment page."""
        return self.page.locator("#give")

    def opens_form(self, query: str = "?currency=PLN") -> None:
        """The donation page, without an article before it."""
        self.page.goto(f"{self.home}/{self.language}/give{query}")

    def fills_in(self) -> None:
        """What a receipt needs."""
        self.named("email").fill(self.who.email)
        self.named("name").fill(self.who.name)

    def amount(self, value: str) -> Locator:
        """The radio button of a preset."""
        return self.page.locator(f"#gift [name=amount][value='{value}']")

    def chooses(self, value: str) -> None:
        """A preset."""
        self.amount(value).check()

    def previews(self) -> None:
        """The button that is there for browsers without script."""
        with self.page.expect_navigation():
            self.page.locator("#gift [name=action][value=preview]").click()

    def sends(self) -> None:
        """Press the button; whatever comes, comes."""
        with self.page.expect_navigation():
            self.button.click()

    def goes_to_pay(self) -> None:
        """Press the button and stand before the payment page."""
        self.sends()
        expect(self.page).to_have_url(re.compile(rf"{re.escape(self.live.sandbox_url)}/c/pay/"))

    def begins(self, query: str = "?currency=PLN&amount=50") -> None:
        """From the empty form to the payment page."""
        self.opens_form(query)
        self.fills_in()
        self.goes_to_pay()

    def pays(self, outcome: str = "paid") -> None:
        """Press a button of the payment page."""
        with self.page.expect_navigation():
            self.page.locator(f"button[name=outcome][value={outcome}]").click()

    def reloads_by_link(self) -> None:
        """As the thank-you page offers it to browsers without script."""
        with self.page.expect_navigation():
            self.page.locator("main a[href*='/thanks/']").click()

    def expects_state(self, state: str) -> None:
        """The thank-you page says so, now or soon."""
        expect(self.page.locator("main .state")).to_have_class(re.compile(rf"\b{state}\b"))

    def sees_state(self) -> str:
        """What the thank-you page says now."""
        classes = self.page.locator("main .state").get_attribute("class") or ""
        return (set(classes.split()) - {"kicker", "state"}).pop()

    @property
    def session_id(self) -> str:
        """Of the payment page before us."""
        return self.page.url.rpartition("/")[2]
