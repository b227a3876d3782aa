"""What reaches the donation form beside honest visitors: each ends as a clear page, with nothing written."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine

from donations.core import clock
from tests.html_form import read_form
from tests.web.service import filled


def answered(quiet, **given: str | list[str] | None):
    """The answer to a form that nothing may come of."""
    browser = quiet.browser()
    data = filled(browser, **given)
    with quiet.untouched():
        return browser.post("/en/give", data=data)


@pytest.mark.parametrize("name", ["amount_other", "currency", "email", "ticket", "csrf_token", "action", "cover_costs"])
def test_a_field_sent_twice_is_refused(quiet, name: str) -> None:
    assert answered(quiet, **{name: ["25", "2500"]}).status_code == 400


@pytest.mark.parametrize(
    "name", ["state", "status", "id", "reference", "settled_at", "amount_minor", "__proto__", "gift"]
)
def test_a_field_the_form_does_not_have_is_refused(quiet, name: str) -> None:
    assert answered(quiet, **{name: "1"}).status_code == 400


@pytest.mark.parametrize("extra", [{"state": "settled"}, {"currency": ["PLN", "EUR"]}])
def test_a_preview_is_as_strict(quiet, extra) -> None:
    assert answered(quiet, action="preview", **extra).status_code == 400


@pytest.mark.both_databases
def test_ten_megabytes_are_too_much_at_once(quiet) -> None:
    answer = answered(quiet, message="x" * 10_000_000)
    assert answer.status_code == 413


def test_a_thousand_fields_are_too_many(quiet) -> None:
    assert answered(quiet, **{f"f{number}": "1" for number in range(2000)}).status_code in (400, 413)


@pytest.mark.parametrize(
    "name", ["name", "email", "amount_other", "message", "currency", "cover_costs", "ticket", "photo"]
)
def test_a_file_in_place_of_a_field_is_refused(quiet, name: str) -> None:
    browser = quiet.browser()
    data = {**filled(browser), name: (BytesIO(b"Kim"), "kim.txt")}
    with quiet.untouched():
        answer = browser.post("/en/give", data=data, content_type="multipart/form-data")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body", ["{}", "[]", "[[1]]", '"x"', '{"name": 5, "email": ["a"]}', '{"name": {"$ne": ""}}', "{"]
)
def test_json_is_no_form(quiet, body: str) -> None:
    with quiet.untouched():
        answer = quiet.browser().post("/en/give", data=body, content_type="application/json")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"name=%FF%FE&email=%00&amount_other=%ED%A0%80&%C3=1"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"name=Kim"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\nhalf"),
        ("text/plain", b"name=Kim"),
        ("nonsense", b"\xff\x00"),
        ("", b""),
    ],
)
def test_a_body_nobody_can_read_is_no_fault_of_ours(quiet, kind: str, body: bytes) -> None:
    with quiet.untouched():
        answer = quiet.browser().post("/en/give", data=body, content_type=kind)
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("token", [None, "", "stale", "IjEi.aaaa.bbbb", "ł", "\x00"])
def test_a_missing_or_stale_protection_loses_nothing_that_was_typed(quiet, token: str | None) -> None:
    answer = answered(quiet, csrf_token=token, name="Kim Żółć", message="For the river")
    form = read_form(answer.text).values
    assert answer.status_code == 422
    assert (form["name"], form["message"], form["amount_other"]) == ("Kim Żółć", "For the river", "25")


def test_the_form_that_comes_back_can_be_sent_at_once(plain) -> None:
    browser = plain.browser()
    page = browser.post("/en/give", data=filled(browser, csrf_token="stale")).text
    assert browser.post("/en/give", data={**read_form(page).values, "action": "give"}).status_code == 303


def test_another_visitors_protection_is_of_no_use(quiet) -> None:
    stolen = filled(quiet.browser())["csrf_token"]
    assert answered(quiet, csrf_token=stolen).status_code == 422


@pytest.mark.parametrize("ticket", [None, "", "forged", "ImZvcmdlZCI.aaaa.bbbb", "ł", "\x00", "x" * 5000])
def test_a_forged_ticket_is_replaced_by_a_good_one(quiet, ticket: str | None) -> None:
    answer = answered(quiet, ticket=ticket)
    assert answer.status_code == 422
    assert read_form(answer.text).values["ticket"] not in (ticket, "")


def test_a_ticket_is_good_for_a_day(plain) -> None:
    browser = plain.browser()
    right = filled(browser)
    with time_machine.travel(clock.now() + timedelta(hours=24, minutes=1)), plain.untouched():
        late = browser.post("/en/give", data=right)
    assert late.status_code == 422
    assert read_form(late.text).values["name"] == right["name"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/give", "/pl/give/rivers", "/webhooks/stripe", "/"])
def test_a_wrong_method_is_told_so(quiet, method: str, path: str) -> None:
    with quiet.untouched():
        answer = quiet.browser().open(path, method=method)
    assert answer.status_code == 405
    assert "Allow" in answer.headers


@pytest.mark.parametrize(
    "slug", ["nope", "%00", "%FF", "ł", "..%2f..", "rivers%00", "a" * 3000, "{{7*7}}", "<b>", "return"]
)
def test_a_campaign_that_is_not_there_is_a_clear_page(quiet, slug: str) -> None:
    with quiet.untouched():
        assert [
            quiet.browser().get(f"/give/{slug}").status_code,
            quiet.browser().post(f"/give/{slug}").status_code,
        ] == [
            404,
            404,
        ]


@pytest.mark.parametrize(
    "query",
    [
        "amount=abc&currency=ZZZ&placement=<script>&fund=nope",
        "amount=" + "9" * 100_000,
        "amount=50&amount=60&currency=PLN&currency=EUR",
        "amount=%00&currency=%00&placement=%00&fund=%00",
        "amount=%FF&currency=%ED%A0%80",
        "&&&===&amount",
        "amount=-1&currency=",
        "placement=" + "a" * 121,
    ],
    ids=lambda query: query[:20],
)
def test_a_bad_link_still_shows_the_form(quiet, query: str) -> None:
    with quiet.untouched():
        answer = quiet.browser().get(f"/en/give?{query}")
    values = read_form(answer.text).values
    assert (answer.status_code, values["currency"], values["placement"]) == (200, "EUR", "") or "amount=50" in query


def test_a_link_fills_the_form_in(quiet) -> None:
    page = quiet.browser().get("/en/give?amount=75&currency=GBP&placement=article/rivers&fund=reporting").text
    values = read_form(page).values
    assert [values[name] for name in ("amount_other", "currency", "placement", "fund")] == [
        *("75", "GBP", "article/rivers", "reporting")
    ]


def test_when_the_provider_is_away_the_same_form_goes_on(plain) -> None:
    browser = plain.browser()
    plain.sandbox.fail_next(1)
    away = browser.post("/en/give", data=filled(browser, name="Kim Żółć"))
    assert (away.status_code, read_form(away.text).values["name"]) == (503, "Kim Żółć")
    assert browser.post("/en/give", data={**read_form(away.text).values, "action": "give"}).status_code == 303
    assert plain.rows()["donation"] == 1
