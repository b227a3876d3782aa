"""The provider's door: only what the provider signed, lately, is stored, and stored once."""

import hmac
import json
import threading
import time
from collections.abc import Callable
from hashlib import sha256

import pytest

from tests.application import WEBHOOK_SECRET
from tests.web.service import Service, service

EVENT = {
    "id": "evt_1",
    "object": "event",
    "type": "payment_intent.processing",
    "api_version": "2026-10-28.endive",
    "created": 1_700_000_000,
    "livemode": False,
    "data": {"object": {"id": "pi_1", "object": "payment_intent", "amount": 5000, "currency": "pln", "metadata": {}}},
}


def signed(body: bytes, secret: str = WEBHOOK_SECRET, age: float = 0) -> dict[str, str]:
    """The header the provider would send for any bytes at all."""
    moment = int(time.time() - age)
    signature = hmac.new(secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
    return {"Stripe-Signature": f"t={moment},v1={signature}"}


def reported(made: Service, body: bytes, headers: dict[str, str]) -> int:
    return made.browser().post("/webhooks/stripe", data=body, headers=headers).status_code


def event(**given: object) -> bytes:
    return json.dumps({**EVENT, **given}).encode()


def without(name: str) -> bytes:
    return json.dumps({key: value for key, value in EVENT.items() if key != name}).encode()


GARBAGE = {
    "empty": b"",
    "bad UTF-8": b'{"id": "\xff"}',
    "a mark before it": b"\xef\xbb\xbf" + event(),
    "a list": b"[]",
    "a text": b'"evt_1"',
    "null": b"null",
    "NaN": event(created="x").replace(b'"x"', b"NaN"),
    "Infinity": event(created="x").replace(b'"x"', b"-Infinity"),
    "a key twice": b'{"id": "evt_1", "id": "evt_2"}',
    "nested a key twice": event().replace(b'"object": "payment_intent"', b'"object": "a", "object": "b"'),
    "half": event()[:-1],
    "two": event() + event(),
    "deep": b"[" * 100_000,
    "a huge number": event(created=10**400),
    "a negative time": event(created=-1),
    "a time as text": event(created="1700000000"),
    "a time as truth": event(created=True),
    "no mode": without("livemode"),
    "no id": without("id"),
    "no type": without("type"),
    "no data": without("data"),
    "a list for data": event(data=[]),
    "a text for the object": event(data={"object": "pi_1"}),
    "an id with a line break": event(id="evt_1\n"),
    "an id with a NUL": event(id="evt_\x00"),
    "half a surrogate": event(account="\ud800"),
    "a long id": event(id="evt_" + "x" * 300),
    "a long version": event(api_version="x" * 61),
    "a long account": event(account="x" * 256),
    "a long object id": event(data={"object": {"id": "x" * 256, "object": "payment_intent"}}),
    "a list for metadata": event(data={"object": {"id": "pi_1", "object": "payment_intent", "metadata": []}}),
    "not an event": event(object="payment_intent"),
}


@pytest.mark.parametrize("body", GARBAGE.values(), ids=GARBAGE.keys())
def test_signed_garbage_is_answered_400_and_not_kept(quiet: Service, body: bytes) -> None:
    with quiet.untouched():
        assert reported(quiet, body, signed(body)) == 400


HEADERS: dict[str, Callable[[], dict[str, str]]] = {
    "missing": dict,
    "empty": lambda: {"Stripe-Signature": ""},
    "nonsense": lambda: {"Stripe-Signature": "ł=1,=,,".encode().decode("latin-1")},
    "old": lambda: signed(event(), age=302),
    "from the future": lambda: signed(event(), age=-400),
    "far in the future": lambda: signed(event(), age=-(10**9)),
    "another secret": lambda: signed(event(), secret="whsec_other"),
    "an empty secret": lambda: signed(event(), secret=""),
    "another body": lambda: signed(b"{}"),
    "no time": lambda: {"Stripe-Signature": signed(event())["Stripe-Signature"].partition(",")[2]},
    "another scheme": lambda: {"Stripe-Signature": signed(event())["Stripe-Signature"].replace("v1=", "v0=")},
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS.keys())
def test_what_the_provider_did_not_sign_is_answered_400(quiet: Service, headers: Callable[[], dict[str, str]]) -> None:
    with quiet.untouched():
        assert reported(quiet, event(), headers()) == 400


def test_more_than_a_megabyte_is_too_much(quiet: Service) -> None:
    body = event(note="x" * 1024 * 1024)
    with quiet.untouched():
        assert reported(quiet, body, signed(body)) == 413


def test_three_quarters_of_a_megabyte_are_fine(quiet: Service) -> None:
    body = event(id="evt_large", note="x" * 768 * 1024)
    assert reported(quiet, body, signed(body)) == 200


@pytest.mark.parametrize(
    "given",
    [
        {"type": "customer.created"},
        {"type": "something.brand.new"},
        {"livemode": True},
        {"account": "acct_other"},
        {"api_version": None},
        {"data": {"object": {"object": "balance"}}},
    ],
    ids=str,
)
def test_what_we_do_not_use_is_stored_and_answered_200(quiet: Service, given: dict[str, object]) -> None:
    body = event(id="evt_" + sha256(str(given).encode()).hexdigest()[:10], **given)
    before = quiet.rows()["provider_event"]
    assert (reported(quiet, body, signed(body)), quiet.rows()["provider_event"] - before) == (200, 1)


def test_a_repeat_is_answered_200_and_kept_once(quiet: Service) -> None:
    body = event(id="evt_repeated")
    before = quiet.rows()
    statuses = [reported(quiet, body, signed(body)) for _ in range(3)]
    after = quiet.rows()
    added = {table: after[table] - before[table] for table in after if after[table] != before[table]}
    assert (statuses, added) == ([200] * 3, {"provider_event": 1, "sealed_text": 1, "outbox": 1})


def test_while_the_secret_is_replaced_both_are_good(sqlite_database, tmp_path) -> None:
    with service(sqlite_database, tmp_path, stripe_webhook_secret_previous="whsec_before") as made:
        bodies = {secret: event(id=f"evt_{secret}") for secret in (WEBHOOK_SECRET, "whsec_before", "whsec_older")}
        assert [reported(made, body, signed(body, secret)) for secret, body in bodies.items()] == [200, 200, 400]


@pytest.mark.both_databases
def test_two_at_the_same_instant_make_one_row(quiet: Service) -> None:
    before = quiet.rows()["provider_event"]
    statuses: list[int] = []
    for number in range(5):
        body, together = event(id=f"evt_twin_{number}"), threading.Barrier(2)

        def tell(body: bytes = body, together: threading.Barrier = together) -> None:
            together.wait()
            statuses.append(reported(quiet, body, signed(body)))

        twins = [threading.Thread(target=tell) for _ in range(2)]
        for twin in twins:
            twin.start()
        for twin in twins:
            twin.join()
    assert (statuses, quiet.rows()["provider_event"] - before) == ([200] * 10, 5)
