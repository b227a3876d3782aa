"""Events as Stripe sends them, made up, for the tests of the inbox."""

import json
from typing import Any
from uuid import UUID

from donations.core import clock
from donations.core.database import transaction
from donations.core.installation import Mode, installation
from donations.payments.receive_event import InstallationKey, receive_events
from donations.payments.stripe_events import read_header


def event(event_id: str = "evt_1", kind: str = "payment_intent.succeeded", **fields: Any) -> dict[str, Any]:
    """About a payment of 50 zł, of ours unless `fields` say otherwise."""
    notes = {"reference": "7KQ4-M2XF", "installation": str(installation().installation_id)}
    body = {"id": "pi_1", "object": "payment_intent", "amount_received": 5000, "currency": "pln", "metadata": notes}
    usual = {"id": event_id, "object": "event", "type": kind, "livemode": False, "api_version": "2026-10-28.endive"}
    return usual | {"created": int(clock.now().timestamp()), "data": {"object": body}} | fields


def receive(shown: dict[str, Any], here: InstallationKey | None = None) -> bool:
    """Whether it was new."""
    with transaction():
        return receive_events([(read_header(shown), json.dumps(shown))], here or us())[0]


def receive_all(*shown: dict[str, Any]) -> list[bool]:
    """Which of them were new, stored in one go."""
    with transaction():
        return receive_events([(read_header(each), json.dumps(each)) for each in shown], us())


def us(mode: Mode = Mode.SANDBOX, installation_id: UUID | None = None) -> InstallationKey:
    """This installation, or another."""
    return InstallationKey(mode, installation_id or installation().installation_id)
