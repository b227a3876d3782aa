"""Plain rate limits per address: a page that says so, and nothing written."""

import pytest

from tests.web.service import filled, service


@pytest.fixture
def strict(sqlite_database, tmp_path):
    given = {"give_limit": "2/minute", "page_limit": "6/minute", "trusted_proxies": 1}
    with service(sqlite_database, tmp_path, **given) as made:
        yield made


def asks(strict, path: str, times: int, **headers: str) -> list[int]:
    return [strict.browser().get(path, headers=headers).status_code for _ in range(times)]


def test_too_many_forms_end_in_a_page_that_says_so(strict) -> None:
    browser = strict.browser()
    right = filled(browser, email="kim@")
    statuses = [browser.post("/en/give", data=right).status_code for _ in range(3)]
    with strict.untouched():
        last = browser.post("/en/give", data={**right, "email": "kim@example.org"})
    assert ([*statuses, last.status_code], "Nothing has been charged" in last.text) == ([422, 422, 429, 429], True)


def test_the_limit_holds_in_every_language_and_for_every_campaign_together(strict) -> None:
    paths = ["/en/give", "/pl/give", "/give/rivers"]
    assert [strict.browser().post(path).status_code for path in paths] == [422, 422, 429]


def test_too_many_pages_are_refused(strict) -> None:
    assert asks(strict, "/privacy", 7) == [200] * 6 + [429]


def test_behind_a_proxy_each_visitor_has_an_allowance_of_their_own(strict) -> None:
    asks(strict, "/privacy", 7, **{"X-Forwarded-For": "203.0.113.7"})
    assert asks(strict, "/privacy", 1, **{"X-Forwarded-For": "203.0.113.7"}) == [429]
    assert asks(strict, "/privacy", 1, **{"X-Forwarded-For": "203.0.113.8"}) == [200]


def test_a_visitor_cannot_make_up_new_addresses(strict) -> None:
    shown = [f"198.51.100.{number}, 203.0.113.7" for number in range(7)]
    assert [asks(strict, "/privacy", 1, **{"X-Forwarded-For": each})[0] for each in shown] == [200] * 6 + [429]


def test_without_a_proxy_nobody_is_believed(plain) -> None:
    plain.app.extensions["settings"].__dict__["page_limit"] = "2/minute"
    made_up = [{"X-Forwarded-For": f"203.0.113.{number}"} for number in range(3)]
    assert [plain.browser().get("/privacy", headers=each).status_code for each in made_up] == [200, 200, 429]


def test_the_provider_and_the_probe_are_never_refused(durable, strict) -> None:
    assert {strict.browser().post("/webhooks/stripe").status_code for _ in range(9)} == {400}
    assert set(asks(strict, "/healthz", 9)) == {200}


def test_guessing_receipts_is_slow(plain) -> None:
    statuses = [plain.browser().get("/receipts/check?number=D/2026/1&code=x").status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
