"""`/healthz` and `/metrics`: details for this machine and for bearers of the token, "ok" for all others."""

import pytest
from sqlalchemy import text

from donations.core.database import db
from tests.web.service import service

PROXIED = [
    {"X-Forwarded-For": "203.0.113.7"},
    {"X-Forwarded-For": "127.0.0.1"},
    {"Forwarded": "for=127.0.0.1"},
    {"X-Real-IP": "127.0.0.1"},
]
FAR = {"REMOTE_ADDR": "203.0.113.7"}

pytestmark = pytest.mark.usefixtures("durable")


def answers(made, path: str, **requested):
    answer = made.browser().get(path, **requested)
    return answer.status_code, answer.text


def test_this_machine_sees_the_details(plain) -> None:
    report = plain.browser().get("/healthz").json
    durability = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
    assert (report["status"], report["mode"], report["database"]["durability"]) == ("ok", "sandbox", durability)
    assert {"due", "parked", "oldest_due_seconds"} <= set(report["owed"])


def test_this_machine_sees_the_figures(plain) -> None:
    assert "donations_up 1.0" in plain.browser().get("/metrics").text


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/pl/healthz"])
@pytest.mark.parametrize("requested", [*({"headers": each} for each in PROXIED), {"environ_base": FAR}], ids=str)
def test_everybody_else_sees_ok_and_no_more(secure, path: str, requested) -> None:
    assert answers(secure, path, **requested) == (200, "ok")


def test_the_token_opens_the_details_from_anywhere(secure) -> None:
    bearer = {"Authorization": "Bearer a token for scrapers", "X-Forwarded-For": "203.0.113.7"}
    assert secure.browser().get("/healthz", headers=bearer).json["status"] == "ok"
    assert "donations_up 1.0" in secure.browser().get("/metrics", headers=bearer).text


@pytest.mark.parametrize(
    "given", ["Bearer wrong", "Bearer ", "", "Bearer a token for scraper", "Bearer ł", "Basic YTpi"]
)
def test_another_token_opens_nothing(secure, given: str) -> None:
    headers = {"Authorization": given.encode().decode("latin-1"), "X-Forwarded-For": "203.0.113.7"}
    assert answers(secure, "/metrics", headers=headers) == (200, "ok")


@pytest.mark.parametrize("given", ["Bearer ", "Bearer", ""])
def test_without_a_token_an_empty_one_opens_nothing(plain, given: str) -> None:
    headers = {"Authorization": given, "X-Forwarded-For": "203.0.113.7"}
    assert answers(plain, "/healthz", headers=headers) == (200, "ok")


def test_it_is_down_when_a_trigger_is_gone(plain) -> None:
    with plain.app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER receipt_no_update"))
    answer = plain.browser().get("/healthz")
    assert (answer.status_code, answer.json["database"]["missing_guards"]) == (503, ["receipt_no_update"])
    assert answers(plain, "/healthz", headers=PROXIED[0]) == (503, "down")


@pytest.fixture(params=["sqlite", "postgresql"])
def gone(request, tmp_path):
    """A service whose database does not answer."""
    url = {
        "sqlite": f"sqlite:///{tmp_path / 'nowhere' / 'donations.sqlite3'}",
        "postgresql": "postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=1",
    }[request.param]
    with service(url, tmp_path) as made:
        yield made


def test_it_is_down_when_the_database_is_gone(gone) -> None:
    answer = gone.browser().get("/healthz")
    assert (answer.status_code, answer.json) == (503, {"status": "down", "problem": "OperationalError"})
    assert answers(gone, "/healthz", headers=PROXIED[0]) == (503, "down")


def test_figures_without_a_database_say_that_it_is_down(gone) -> None:
    answer = gone.browser().get("/metrics")
    assert (answer.status_code, "donations_up 0.0" in answer.text) == (503, True)


@pytest.mark.parametrize(
    "path", ["/give", "/pl/give", "/privacy", "/thanks/x", "/receipts/check?number=1&code=2", "/none"]
)
@pytest.mark.parametrize("language", ["pl", "de", ""])
def test_pages_without_a_database_are_kind(gone, path: str, language: str) -> None:
    answer = gone.browser().get(path, headers={"Accept-Language": language})
    assert answer.status_code in (404, 500, 503)
    assert "<h1>" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_webhook_that_cannot_be_stored_is_asked_for_again(gone) -> None:
    event = {"id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "livemode": False, "created": 1}
    event |= {"api_version": None, "data": {"object": {"id": "pi_1", "object": "payment_intent"}}}
    body, headers = gone.sandbox.signed(event)
    assert gone.browser().post("/webhooks/stripe", data=body, headers=headers).status_code == 500
