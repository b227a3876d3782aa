"""Donations made without a window, for tests that only need what comes of them."""

from email.message import EmailMessage

from playwright.sync_api import APIRequestContext

from tests.browser.live import Live, Person, until
from tests.html_form import read_form


class Wire:
    """Sends forms as a browser would, quickly. `impatient` is a service that takes one form an hour."""

    def __init__(self, requests: APIRequestContext, live: Live, impatient: str) -> None:
        self._requests, self._live, self.impatient = requests, live, impatient
        self._given: dict[tuple[str, bool], str] = {}

    def begins(self, language: str, who: Person, **given: str | None) -> str:
        """A donation of 50 zł up to the payment page; the id of its session."""
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
        until(lambda: [donation for donation in self._live.donations_of(who) if donation["status"] == "settled"])
        return session_id

    def given(self, language: str, *, is_given_back: bool = False) -> tuple[Person, str]:
        """Somebody whose donation has arrived, with letter and receipt, and its session; made once for all who ask."""
        who = Person(f"given-{language}{'-back' * is_given_back}@example.org", "Zofia Żółć")
        if (language, is_given_back) not in self._given:
            written = {"message": "Za rzekę.\nI za olchy.", "anonymous": "y", "cover_costs": "y"}
            session_id = self._given[language, is_given_back] = self.gives(language, who, **written)
            self.receipt_link(who)
            if is_given_back:
                self._give_back(who, session_id)
        return who, self._given[language, is_given_back]

    def _give_back(self, who: Person, session_id: str) -> None:
        payment = self._live.ask_stripe(f"checkout/sessions/{session_id}")["payment_intent"]
        self._live.steer("refund", payment_intent=payment)
        void = (
            "SELECT 1 FROM receipt_void JOIN receipt_gift USING (receipt_id)"
            " JOIN donation ON donation.id = donation_id WHERE donor_email = ?"
        )
        until(lambda: self._live.rows(void, who.email))

    def receipt_link(self, who: Person) -> str:
        """As the letter of thanks names it; of what went back another letter tells."""
        return until(lambda: [word for letter in self._live.letters_to(who) for word in _receipts_in(letter)])[0]


def _receipts_in(letter: EmailMessage) -> list[str]:
    body = letter.get_body(("plain",))
    assert body
    return [word for word in str(body.get_content()).split() if "/receipts/" in word and "check" not in word]
