"""The sandbox over real HTTP on this machine: API, pages, webhooks, control doors, and a quick end."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from donations.payments.gateway import CheckoutStatus, GatewayUnreachable
from donations.payments.stripe_gateway import StripeGateway
from donations.sandbox.sandbox import Sandbox, Setup
from donations.sandbox.web.server import SandboxServer, post
from tests.sandbox.helpers import SECRET, THANKS, opened, request


@pytest.fixture
def service() -> Iterator[tuple[str, list[str]]]:
    """Something that takes webhooks: its address and the types it got."""
    got: list[str] = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["type"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    door = HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=door.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{door.server_port}", got
    door.shutdown()
    door.server_close()


@pytest.fixture
def server(service: tuple[str, list[str]]) -> Iterator[SandboxServer]:
    setup = Setup(webhook_url=f"{service[0]}/webhooks/stripe")
    sandbox = Sandbox(webhook_secret=SECRET, setup=setup)
    found = SandboxServer(sandbox, host="127.0.0.1", port=0, service_url=service[0])
    sandbox.world.address = f"http://127.0.0.1:{found.port}"
    found.start()
    yield found
    found.stop()


@pytest.fixture
def remote(server: SandboxServer) -> StripeGateway:
    return StripeGateway("sk_test_sandbox", base_address=f"http://127.0.0.1:{server.port}")


def fetch(
    server: SandboxServer, method: str, path: str, body: str | None = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, named)
    answer = connection.getresponse()
    found = answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read().decode()
    connection.close()
    return found


def press(server: SandboxServer, session_id: str, outcome: str) -> tuple[int, dict[str, str], str]:
    form = "application/x-www-form-urlencoded"
    return fetch(server, "POST", f"/c/pay/{session_id}", f"outcome={outcome}", Content_Type=form)


def test_a_donation_from_the_form_to_the_webhooks(
    server: SandboxServer, remote: StripeGateway, service: tuple[str, list[str]]
) -> None:
    checkout = remote.open_checkout(request())
    page = fetch(server, "GET", urlsplit(checkout.url or "").path)
    assert page[0] == 200
    assert "50,00\xa0zł" in page[2]
    status, headers, _ = press(server, checkout.session_id, "paid")
    assert (status, headers["location"]) == (303, THANKS)
    deadline = time.monotonic() + 5
    while len(service[1]) < 4 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert service[1][:3] == ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]
    assert remote.find_checkout(checkout.session_id).status is CheckoutStatus.COMPLETE


@pytest.mark.parametrize(
    ("language", "banner"),
    [("en", "Stripe sandbox: no money moves"), ("pl", "Stripe na próbę: bez prawdziwych pieniędzy")],
)
def test_the_page_says_that_no_money_moves_and_asks_for_no_card(
    server: SandboxServer, remote: StripeGateway, language: str, banner: str
) -> None:
    page = fetch(server, "GET", f"/c/pay/{opened(remote, language=language)}")[2]
    assert banner in page
    assert f'lang="{language}"' in page
    assert re.findall(r"<(?:input|textarea|select|script|iframe)", page) == []


def test_a_decline_is_told_on_the_page(server: SandboxServer, remote: StripeGateway) -> None:
    session_id = opened(remote, language="en")
    press(server, session_id, "insufficient_funds")
    assert "The card was declined. You can try again." in fetch(server, "GET", f"/c/pay/{session_id}")[2]


def test_the_bank_asks_on_a_page_of_its_own(server: SandboxServer, remote: StripeGateway) -> None:
    session_id = opened(remote, language="en")
    press(server, session_id, "three_d_secure")
    assert "Your bank asks" in fetch(server, "GET", f"/c/pay/{session_id}")[2]
    assert press(server, session_id, "confirm")[1]["location"] == THANKS


@pytest.mark.parametrize("ending", ["paid", "expired"])
def test_a_page_that_is_over_offers_only_the_way_on(server: SandboxServer, remote: StripeGateway, ending: str) -> None:
    session_id = opened(remote)
    if ending == "paid":
        press(server, session_id, "paid")
    else:
        remote.expire_checkout(session_id)
    page = fetch(server, "GET", f"/c/pay/{session_id}")[2]
    assert "<button" not in page
    assert 'class="button" href="http://127.0.0.1:8000/' in page


def test_names_are_shown_as_they_are(server: SandboxServer, remote: StripeGateway) -> None:
    page = fetch(server, "GET", f"/c/pay/{opened(remote, email='<b>{{7*7}}@x.pl')}")[2]
    assert "&lt;b&gt;{{7*7}}@x.pl" in page


def test_the_browser_may_follow_the_form_to_the_service_only(server: SandboxServer, remote: StripeGateway) -> None:
    headers = fetch(server, "GET", f"/c/pay/{opened(remote)}")[1]
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert policy.endswith("form-action 'self' http://127.0.0.1:8000")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/c/pay/cs_test_nowhere", 404),
        ("POST", "/c/pay/cs_test_nowhere", 400),
        ("GET", "/article/..%2f..%2fetc", 404),
        ("GET", "/static/../../settings.py", 404),
        ("GET", "/", 200),
        ("POST", "/sandbox/advance", 404),
        ("GET", "/static/css/sandbox.css", 200),
    ],
)
def test_other_addresses(server: SandboxServer, method: str, path: str, status: int) -> None:
    assert fetch(server, method, path)[0] == status


def test_another_host_is_not_answered(server: SandboxServer) -> None:
    assert fetch(server, "GET", "/sandbox/state", Host="evil.example")[0] == 403


def test_time_and_failures_are_steered_over_json(server: SandboxServer, remote: StripeGateway) -> None:
    session_id = opened(remote)
    shown = fetch(server, "POST", "/sandbox/advance", '{"seconds": 4000}', Content_Type="application/json")
    assert json.loads(shown[2])["ahead_seconds"] == 4000
    assert remote.find_checkout(session_id).status is CheckoutStatus.EXPIRED
    fetch(server, "POST", "/sandbox/fail", '{"count": 3, "kind": "unreachable"}', Content_Type="application/json")
    with pytest.raises(GatewayUnreachable):
        remote.find_checkout(session_id)
    assert fetch(server, "POST", "/sandbox/chaos", '{"drop": 2}', Content_Type="application/json")[0] == 400


def test_webhooks_go_to_this_machine_only() -> None:
    assert post("http://example.org/webhooks/stripe", b"{}", {}) == 0


def test_it_listens_on_this_machine_only(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="this machine"):
        SandboxServer(sandbox, host="0.0.0.0", port=0, service_url="http://127.0.0.1:8000")


def test_a_taken_port_is_an_error_of_its_own(server: SandboxServer, sandbox: Sandbox) -> None:
    with pytest.raises(OSError, match="in use"):
        SandboxServer(sandbox, host="127.0.0.1", port=server.port, service_url="http://127.0.0.1:8000")


def test_the_process_starts_without_the_sdk_and_stops_when_told(tmp_path: Any) -> None:
    code = (
        "import pathlib, sys; from donations.sandbox.web.server import run_sandbox; assert 'stripe' not in sys.modules;"
        f"run_sandbox(host='127.0.0.1', port=0, folder=pathlib.Path({str(tmp_path)!r}),"
        " webhook_secret='whsec_x', service_url='http://127.0.0.1:1')"
    )
    process = subprocess.Popen([sys.executable, "-c", code], env=dict(os.environ))
    deadline = time.monotonic() + 20
    while not (tmp_path / "sandbox.sqlite3").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=5) == 0
