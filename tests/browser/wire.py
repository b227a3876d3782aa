"""Gifts made without a window, for tests that only need what comes of them."""

from playwright.sync_api import APIRequestContext

from tests.browser.live import Live, Person, until
from tests.html_form import read_form


class Wire:
    """Sends forms as a browser would, quickly."""

    def __init__(self, requests: APIRequestContext, live: Live) -> None:
        self._requests, self._live = requests, live

    def begins(self, language: str, who: Person, **given: str | None) -> str:
        """A gift of 50 zł up to the payment page; the id of its session."""
        address = self._live.form(language, "?currency=PLN&amount=50")
        form = read_form(self._requests.get(address).text())
        filled = form.filled(**{"email": who.email, "name": who.name, "action": "give", **given})
        answer = self._requests.post(address, form=dict(filled), max_redirects=0)
        assert answer.status == 303, answer.text()
        return answer.headers["location"].rpartition("/")[2]

    def thanks(self, session_id: str) -> str:
        """The page that tells what became of it."""
        return str(self._live.ask_stripe(f"checkout/sessions/{session_id}")["success_url"])

    def pays(self, session_id: str, outcome: str = "paid") -> None:
        """Press a button of the payment page."""
        page = f"{self._live.sandbox_url}/c/pay/{session_id}"
        assert self._requests.post(page, form={"outcome": outcome}, max_redirects=0).status == 303

    def gives(self, language: str, who: Person, **given: str | None) -> str:
        """Wholly paid and received; the session's id."""
        session_id = self.begins(language, who, **given)
        self.pays(session_id)
        until(lambda: [gift for gift in self._live.gifts_of(who) if gift["status"] == "settled"])
        return session_id

    def receipt_link(self, who: Person) -> str:
        """As the letter names it."""
        [letter] = until(lambda: self._live.letters_to(who))
        body = letter.get_body(("plain",))
        assert body
        return next(word for word in str(body.get_content()).split() if "/receipts/" in word and "check" not in word)
