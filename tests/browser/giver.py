"""Somebody in My giving, with a window of their own. Everything is found by its name, never by its wording."""

import tomllib
from email.message import EmailMessage
from uuid import UUID

from playwright.sync_api import Locator, Page, expect

from donations.organisation.links import Links
from tests.browser.live import Live, Person, until

_PLAN = "SELECT id, reference FROM recurring_plan WHERE donor_email = ? AND supporter_id IS NOT NULL"


class Giver:
    """`paths` begin after the language."""

    def __init__(self, page: Page, live: Live, language: str, who: Person) -> None:
        self.page, self.live, self.language, self.who = page, live, language, who

    @property
    def main(self) -> Locator:
        """What the page is about."""
        return self.page.locator("main")

    def opens(self, path: str = "/my") -> Page:
        """A page of theirs."""
        self.page.goto(f"{self.live.url}/{self.language}{path}")
        return self.page

    def asks_for_link(self) -> str:
        """Write the address; the link in the letter that comes."""
        before = len(self._links())
        self.opens()
        self.writes(email=self.who.email)
        self.sends()
        return until(lambda: self._links()[before:])[0]

    def signs_in(self) -> "Giver":
        """By a letter."""
        self.page.goto(self.asks_for_link())
        self.sends()
        expect(self.page.locator("nav.places")).to_be_visible()
        return self

    def writes(self, **fields: str) -> None:
        """Into fields of the page, by their names."""
        for name, text in fields.items():
            field = self.main.locator(f"[name={name}]:not([type=hidden])").first
            is_choice = field.evaluate("field => field.matches('select')")
            field.select_option(text) if is_choice else field.fill(text)

    def sends(self) -> None:
        """The page's own form, by its large button."""
        with self.page.expect_navigation():
            self.main.locator("form .act[type=submit]").first.click()

    def plan(self) -> tuple[UUID, str]:
        """Id and reference of their plan, once its first money has come."""
        [found] = until(lambda: self.live.rows(_PLAN, self.who.email))
        return UUID(found["id"]), str(found["reference"])

    def plan_link(self) -> str:
        """As a letter about the plan names it."""
        secrets = tomllib.loads((self.live.data / "secrets.toml").read_text())
        return Links(self.live.url, str(secrets["secret_key"])).plan(self.plan()[0], self.who.email, self.language)

    def letters(self) -> list[EmailMessage]:
        """What lies in the mail folder for them."""
        return self.live.letters_to(self.who)

    def _links(self) -> list[str]:
        """Into My giving, oldest first; each letter's file is named after its day."""
        bodies = [letter.get_body(("plain",)) for letter in self.letters()]
        words = [word for body in bodies if body for word in str(body.get_content()).split()]
        return [word for word in words if "/my/sign-in/" in word]
