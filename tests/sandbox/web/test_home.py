"""The sandbox's own page: the clock, and every plan with its card."""

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from donations.sandbox import walk
from donations.sandbox.sandbox import Sandbox
from donations.sandbox.web.app import SandboxWeb
from tests.sandbox.helpers import THANKS, delivering
from tests.sandbox.regular import ask_for_card, begun, client

pytestmark = pytest.mark.usefixtures("clock")  # noon in Warsaw on 10 November 2026


@pytest.fixture
def visitor(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Beside a service that takes every webhook and cannot be asked what it owes."""
    monkeypatch.setattr(walk, "_LOOK_EVERY", 0.01)
    return Client(SandboxWeb(sandbox, "http://give.example.org", delivering(sandbox)))


def sees(visitor: Client, language: str = "en") -> str:
    return visitor.get(f"/?language={language}").text


def asks(visitor: Client, address: str, **form: Any) -> TestResponse:
    return visitor.post(address, data=form)


def test_it_tells_the_time_and_that_there_is_nothing_yet(visitor: Client) -> None:
    page = sees(visitor)
    assert "Tuesday, 10 November 2026, 12:00" in page
    assert "There is none yet." in page
    assert "wtorek, 10 listopada 2026, 12:00" in sees(visitor, "pl")


def test_each_plan_stands_there_with_its_card(sandbox: Sandbox, visitor: Client) -> None:
    begun(sandbox)
    page = sees(visitor, "pl")
    for words in ("kim@example.org", "50,00\xa0zł co miesiąc", "10 gru 2026", "Visa …4242, 12/2040", "trwa"):
        assert words in page
    assert "unpaid" not in page


def test_a_card_is_told_what_to_do(sandbox: Sandbox, visitor: Client) -> None:
    subscription_id = begun(sandbox)
    assert asks(visitor, f"/cards/{subscription_id}", behaviour="lost_card").status_code == 303
    assert '<option value="lost_card" selected>' in sees(visitor)
    sandbox.advance(timedelta(days=31))
    page = sees(visitor)
    assert "not paid" in page
    assert sandbox.all("invoice")[-1]["hosted_invoice_url"] in page
    asks(visitor, f"/cards/{subscription_id}", behaviour="bank_sends_card")
    assert "Visa …0341, 12/2030" in sees(visitor)


def test_a_card_can_be_in_its_last_month(sandbox: Sandbox, visitor: Client) -> None:
    subscription_id = begun(sandbox)
    assert asks(visitor, f"/cards/{subscription_id}", behaviour="last_month").status_code == 303
    assert "Visa …4242, 11/2026" in sees(visitor)
    sandbox.advance(timedelta(days=31))
    assert "not paid" in sees(visitor)


def test_what_was_cancelled_has_no_card_to_set(sandbox: Sandbox, visitor: Client) -> None:
    client(sandbox).subscriptions.cancel(begun(sandbox))
    page = sees(visitor)
    assert "ended" in page
    assert 'name="behaviour"' not in page


def test_a_button_lets_time_pass(sandbox: Sandbox, visitor: Client) -> None:
    assert asks(visitor, "/clock", days=7).headers["Location"] == "/"
    while "Refresh" in (page := visitor.get("/?language=en")).headers:
        assert "Time is passing" in page.text
    assert "7 days have passed" in page.text
    assert "Tuesday, 17 November 2026, 12:00" in page.text


def test_one_day_is_told_as_one(visitor: Client) -> None:
    asks(visitor, "/clock", days=1)
    while "Refresh" in (page := visitor.get("/?language=en")).headers:
        pass
    assert "One day has passed; " in page.text


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/clock", {"days": "soon"}),
        ("/clock", {"days": "-1"}),
        ("/clock", {}),
        ("/cards/sub_nobody", {"behaviour": "ok"}),
        ("/cards/sub_nobody", {"behaviour": "dances"}),
    ],
)
def test_nonsense_is_refused(visitor: Client, address: str, form: dict[str, str]) -> None:
    assert asks(visitor, address, **form).status_code in (400, 404)


def test_another_site_turns_no_clock(sandbox: Sandbox, visitor: Client) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert visitor.post("/clock", data={"days": "1"}, headers=foreign).status_code == 403
    assert sandbox.world.offset() == 0


def test_programs_let_time_pass_as_well(sandbox: Sandbox, visitor: Client) -> None:
    assert '"walk": {"days": 1,' in visitor.post("/sandbox/walk", json={"days": 1}).text
    assert visitor.post("/sandbox/walk", json={"days": "soon"}).status_code == 400
    assert visitor.post("/sandbox/walk", data={"days": "1"}).status_code == 404
    assert visitor.post("/sandbox/card", json={"subscription": "sub_1", "behaviour": "ok"}).status_code == 404
    visitor.post("/sandbox/retries", json={"days": [1]})
    assert sandbox.world.retries == (1,)


def test_an_unpaid_invoice_has_a_page_with_a_way_to_pay(sandbox: Sandbox, visitor: Client) -> None:
    subscription_id = begun(sandbox)
    sandbox.set_card(subscription_id, "authentication_required")
    sandbox.advance(timedelta(days=31))
    address = f"/i/{sandbox.all('invoice')[-1]['id']}"
    page = visitor.get(address, headers={"Accept-Language": "en"}).text
    assert "The bank wants a confirmation before it pays." in page
    assert page.count("<button") == 3
    assert asks(visitor, address, outcome="confirm").headers["Location"] == address
    page = visitor.get(address, headers={"Accept-Language": "pl"}).text
    assert "Zapłacono. Dziękujemy!" in page
    assert "<button" not in page


def test_an_invoice_nobody_wrote_has_no_page(visitor: Client) -> None:
    assert visitor.get("/i/in_nowhere").status_code == 404
    assert asks(visitor, "/i/in_nowhere", outcome="confirm").status_code == 404
    assert asks(visitor, "/i/in_nowhere", outcome="dance").status_code == 400


def test_a_page_for_a_card_asks_for_no_money(sandbox: Sandbox, visitor: Client) -> None:
    address = f"/c/pay/{ask_for_card(sandbox, begun(sandbox))}"
    page = visitor.get(address).text
    assert page.count("<button") == 3
    assert "<dl>" not in page
    assert asks(visitor, address, outcome="saved").headers["Location"] == THANKS


def test_payments_on_their_way_are_stopped_or_not_as_one_likes(visitor: Client) -> None:
    assert "selected>it is refused" in sees(visitor)
    assert asks(visitor, "/stops", when_asked="1").status_code == 303
    assert "selected>płatność jest zatrzymywana" in sees(visitor, "pl")
    assert asks(visitor, "/stops", when_asked="maybe").status_code == 400
