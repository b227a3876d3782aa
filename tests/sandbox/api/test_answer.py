"""The API refuses what Stripe refuses, and says so when it simply does not know."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from donations.core import clock
from donations.payments.stripe_gateway import StripeGateway
from donations.sandbox.api.answer import Request
from donations.sandbox.sandbox import Sandbox
from tests.sandbox.helpers import SECRET, opened

KEY = {"authorization": "Bearer sk_test_sandbox"}
LINE = "line_items[0]"
DONATION = {
    "mode": "payment",
    "success_url": "http://127.0.0.1:8000/thanks",
    f"{LINE}[quantity]": "1",
    f"{LINE}[price_data][currency]": "pln",
    f"{LINE}[price_data][unit_amount]": "5000",
    f"{LINE}[price_data][product_data][name]": "Dar",
}


def ask(sandbox: Sandbox, method: str, path: str, form: dict[str, str], **headers: str) -> tuple[int, Any]:
    answer = sandbox.answer(Request(method, path, urlencode(form), KEY | headers))
    return answer.status, json.loads(answer.body)


def create(sandbox: Sandbox, **changed: str) -> tuple[int, Any]:
    return ask(sandbox, "POST", "/v1/checkout/sessions", DONATION | changed)


def test_every_id_says_sandbox(sandbox: Sandbox, gateway: StripeGateway) -> None:
    sandbox.choose(opened(gateway), "paid")
    kinds = ("checkout.session", "payment_intent", "charge", "customer", "balance_transaction", "event")
    ids = [each["id"] for kind in kinds for each in sandbox.all(kind)]
    assert len(ids) > len(kinds)
    assert all("_sandbox_" in each for each in ids)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"made_up": "1"}, "parameter_unknown"),
        ({f"{LINE}[made_up]": "1"}, "parameter_unknown"),
        ({"payment_method_types[0]": "card"}, "parameter_unknown"),
        ({"expires_at": "soon"}, "parameter_invalid_integer"),
        ({f"{LINE}[quantity]": "-1"}, "parameter_invalid_integer"),
        ({f"{LINE}[price_data][unit_amount]": "199"}, "amount_too_small"),
        ({f"{LINE}[price_data][unit_amount]": "100000000"}, "amount_too_large"),
        ({f"{LINE}[price_data][currency]": "xyz"}, None),
        ({"expires_at": "1"}, None),
        ({"expires_at": "99999999999"}, None),
        ({"success_url": "javascript:alert(1)"}, "url_invalid"),
        ({"customer_email": "nobody"}, "email_invalid"),
        ({"success_url": ""}, "parameter_invalid_empty"),
        ({"adaptive_pricing[enabled]": "maybe"}, None),
        ({"locale": "xx"}, None),
        ({"metadata[a]": "x" * 501}, None),
        ({"line_items": "x"}, None),
        ({"a[b": "x"}, None),
    ],
)
def test_a_bad_checkout_leaves_nothing(sandbox: Sandbox, changed: dict[str, str], code: str | None) -> None:
    status, body = create(sandbox, **changed)
    assert (status, body["error"].get("code")) == (400, code)
    assert sandbox.all("checkout.session") == []


@pytest.mark.parametrize("left_out", ["mode", "success_url", f"{LINE}[price_data][currency]"])
def test_a_missing_parameter_is_named(sandbox: Sandbox, left_out: str) -> None:
    form = {name: value for name, value in DONATION.items() if name != left_out}
    status, body = ask(sandbox, "POST", "/v1/checkout/sessions", form)
    assert (status, body["error"]["code"], body["error"]["param"]) == (400, "parameter_missing", left_out)


@pytest.mark.parametrize(
    ("method", "path", "form"),
    [
        ("POST", "/v1/checkout/sessions", DONATION | {"mode": "subscription"}),
        ("POST", "/v1/checkout/sessions", DONATION | {"ui_mode": "elements"}),
        ("POST", "/v1/checkout/sessions", DONATION | {"after_expiration[recovery][enabled]": "true"}),
        ("POST", "/v1/checkout/sessions", DONATION | {f"{LINE}[price]": "price_1"}),
        ("GET", "/v1/events", {"expand[0]": "data"}),
        ("GET", "/v1/prices", {}),
        ("DELETE", "/v1/events", {}),
        ("POST", "/v1/charges", {}),
        ("GET", "/v2/core/events", {}),
    ],
)
def test_what_is_not_modelled_says_so(sandbox: Sandbox, method: str, path: str, form: dict[str, str]) -> None:
    status, body = ask(sandbox, method, path, form)
    assert (status, body["error"]["code"]) == (501, "sandbox_not_modelled")


@pytest.mark.parametrize("key", ["Bearer sk_live_1", "Bearer rk_live_1", "Bearer nonsense", "", "Basic x"])
def test_only_a_test_key_is_let_in(sandbox: Sandbox, key: str) -> None:
    assert ask(sandbox, "GET", "/v1/events", {}, authorization=key)[0] == 401


def test_another_api_version_and_connect_are_not_modelled(sandbox: Sandbox) -> None:
    assert ask(sandbox, "GET", "/v1/events", {}, **{"stripe-version": "2020-08-27"})[0] == 501
    assert ask(sandbox, "GET", "/v1/events", {}, **{"stripe-account": "acct_1"})[0] == 501


def test_a_key_repeats_the_first_answer_and_says_so(sandbox: Sandbox) -> None:
    request = Request("POST", "/v1/checkout/sessions", urlencode(DONATION), KEY | {"idempotency-key": "k"})
    first, second = sandbox.answer(request), sandbox.answer(request)
    assert first.body == second.body
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"


def test_a_request_stripe_could_not_read_leaves_its_key_free(sandbox: Sandbox) -> None:
    headers = {"idempotency-key": "k"}
    assert ask(sandbox, "POST", "/v1/checkout/sessions", DONATION | {"made_up": "1"}, **headers)[0] == 400
    assert ask(sandbox, "POST", "/v1/checkout/sessions", DONATION, **headers)[0] == 200


def test_lists_come_in_pages(sandbox: Sandbox) -> None:
    ids = [create(sandbox)[1]["id"] for _ in range(5)][::-1]
    first = ask(sandbox, "GET", "/v1/checkout/sessions", {"limit": "2"})[1]
    assert ([one["id"] for one in first["data"]], first["has_more"]) == (ids[:2], True)
    after = ask(sandbox, "GET", "/v1/checkout/sessions", {"limit": "3", "starting_after": ids[1]})[1]
    assert ([one["id"] for one in after["data"]], after["has_more"]) == (ids[2:], False)
    before = ask(sandbox, "GET", "/v1/checkout/sessions", {"limit": "1", "ending_before": ids[2]})[1]
    assert ([one["id"] for one in before["data"]], before["has_more"]) == (ids[1:2], True)
    assert ask(sandbox, "GET", "/v1/checkout/sessions", {"limit": "101"})[0] == 400


def test_many_threads_at_once_lose_nothing(sandbox: Sandbox, gateway: StripeGateway) -> None:
    ends = clock.now() + timedelta(hours=1)  # of all alike: one key stands for one request, a second later too

    def give(number: int) -> str:
        return sandbox.choose(opened(gateway, idempotency_key=f"gift:{number % 20}", expires_at=ends), "paid")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(give, range(40)))
    assert len(sandbox.all("charge")) == 20


def test_a_file_keeps_everything(tmp_path: Path) -> None:
    path = str(tmp_path / "sandbox.sqlite3")
    first = Sandbox(path, webhook_secret=SECRET)
    session_id = opened(StripeGateway("sk_test_sandbox", http_client=first.http_client()))
    first.choose(session_id, "paid")
    first.close()
    again = Sandbox(path, webhook_secret=SECRET)
    assert again.find(session_id)["status"] == "complete"
    assert again.deliveries.owed() == 4
    again.close()
