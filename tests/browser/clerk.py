"""Somebody at the desk, with a window of their own."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.live import Live


class Clerk:
    """Signed in as the demo's ready account, unless told otherwise. `paths` begin after /staff."""

    def __init__(self, page: Page, live: Live, language: str) -> None:
        self.page, self.live, self.language = page, live, language

    @property
    def main(self) -> Locator:
        """What the page is about."""
        return self.page.locator("main")

    def signs_in(self, email: str = "", password: str = "") -> "Clerk":
        """With a password."""
        own = (self.live.data / "demo-account.txt").read_text().split()
        self.opens("/sign-in")
        self.page.locator("[name=email]").fill(email or own[0])
        self.page.locator("[name=password]").fill(password or own[1])
        self.page.locator("form:has([name=password]) [type=submit]").click()
        expect(self.page.locator(".person form")).to_be_attached()
        return self

    def opens(self, path: str = "") -> Page:
        """A page of the desk."""
        self.page.goto(f"{self.live.url}/{self.language}/staff{path}")
        return self.page

    def sends(self) -> None:
        """The page's own form, by its button."""
        with self.page.expect_navigation():
            self.main.locator("form [type=submit].act").first.click()

    def follows(self, name: str) -> None:
        """A link by its words."""
        with self.page.expect_navigation():
            self.main.get_by_role("link", name=name, exact=True).first.click()

    def presses(self, name: str) -> None:
        """A button by its words."""
        with self.page.expect_navigation():
            self.main.get_by_role("button", name=name, exact=True).click()

    def writes(self, **fields: str) -> None:
        """Into fields of the page, by their names."""
        for name, text in fields.items():
            field = self.main.locator(f"[name={name}]:not([type=hidden])").first
            is_choice = field.evaluate("field => field.matches('select')")
            field.select_option(text) if is_choice else field.fill(text)
