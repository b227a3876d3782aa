"""The part of Stripe we depend on, found by watching: ``python -m tests.sandbox.surface`` writes it down anew."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import stripe

from donations.payments.stripe_events import EVENT_TYPES, USED_TYPES, read_event, read_header
from donations.payments.stripe_gateway import StripeGateway
from donations.sandbox.sandbox import Sandbox
from tests.sandbox import sdk, stories
from tests.sandbox.annotations import shape
from tests.sandbox.helpers import SECRET
from tests.sandbox.recording import Recorder, Watched, leaves

FILE = Path(__file__).with_name("stripe_surface.json")
_GATEWAY_READS = {"checkout.session": {"id", "status", "url"}, "webhook_endpoint": {"secret"}, "event": {"id"}}
_GATEWAY_READS["payment_intent"] = {"status"}
_GATEWAY_READS["refund"] = {"id", "status", "failure_reason", "metadata.refund"}


# Asked of every object alike, whether it has it or not: whose it is, and what is printed on a card.
_ASKED_OF_ALL = {"metadata", "parent"} | {
    f"{kind}.{name}"
    for kind in ("bacs_debit", "sepa_debit", "us_bank_account")
    for name in ("brand", "exp_month", "exp_year")
}


def surface() -> dict[str, Any]:
    """Version, requests with their parameters, the fields read, the events subscribed to and used."""
    sandbox = Sandbox(webhook_secret=SECRET)
    recorder = Recorder(sandbox.http_client())
    stories.use_gateway(StripeGateway("sk_test_sandbox", http_client=recorder), sandbox)
    stories.tell_all(sandbox, StripeGateway("sk_test_sandbox", http_client=sandbox.http_client()))
    requested: defaultdict[str, set[str]] = defaultdict(set)
    for route, params in recorder.requests:
        requested[route] |= set(leaves(params))
    found = {
        "api_version": stripe.api_version,
        "requests": {route: sorted(paths) for route, paths in requested.items()},
        "fields_read": _fields_read(sandbox),
        "events_subscribed": sorted(EVENT_TYPES),
        "events_used": sorted(USED_TYPES),
    }
    sandbox.close()
    return found


def _fields_read(sandbox: Sandbox) -> dict[str, list[str]]:
    read = defaultdict(set, {name: set(paths) for name, paths in _GATEWAY_READS.items()})
    for event in sandbox.events():
        if event["type"] in USED_TYPES:
            seen: set[str] = set()
            read_header(Watched(event, seen))
            read_event(Watched(event, seen))
            subject = event["data"]["object"]["object"]
            read[subject] |= {path.removeprefix("data.object.") for path in seen if path.startswith("data.object.")}
            read["event"] |= {path for path in seen if not path.startswith("data.object.")}
    return {name: sorted(paths - set(_asked_in_vain(name, paths))) for name, paths in sorted(read.items())}


def _asked_in_vain(name: str, paths: set[str]) -> list[str]:
    return list(sdk.field_paths(shape(*sdk.RESOURCES[name]), sorted(paths & _ASKED_OF_ALL)))


if __name__ == "__main__":
    FILE.write_text(json.dumps(surface(), indent=1) + "\n", encoding="utf-8")
