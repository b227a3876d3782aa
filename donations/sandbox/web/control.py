"""Small JSON doors for people and programs steering a running sandbox: time, chaos, refunds, disputes, failures."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from donations.sandbox.sandbox import Sandbox
from donations.sandbox.webhooks import Chaos

Control = Callable[[Sandbox, Mapping[str, Any]], Mapping[str, Any]]


def state(sandbox: Sandbox, _given: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """What time it is here and what is still owed."""
    world = sandbox.world
    with world.lock:
        return {
            "now": world.when(world.now()).isoformat(),
            "ahead_seconds": world.offset(),
            "webhooks_owed": sandbox.deliveries.owed(),
            "chaos": asdict(sandbox.deliveries.chaos),
        }


def _advance(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    sandbox.advance(timedelta(seconds=int(given["seconds"])))
    return state(sandbox)


def _chaos(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    sandbox.chaos(Chaos(**given))
    return state(sandbox)


def _refund(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    amount = given.get("amount_minor")
    return sandbox.refund(
        str(given["payment_intent"]),
        None if amount is None else int(amount),
        fail_later=bool(given.get("fail_later", False)),
    )


def _fail_refund(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    sandbox.fail_refund(str(given["refund"]))
    return state(sandbox)


def _dispute(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    amount = given.get("amount_minor")
    return sandbox.dispute(str(given["payment_intent"]), None if amount is None else int(amount))


def _close_dispute(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    sandbox.close_dispute(str(given["dispute"]), str(given["outcome"]))
    return state(sandbox)


def _fail(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    sandbox.fail_next(int(given.get("count", 1)), str(given["kind"]), path=str(given.get("path", "")))
    return state(sandbox)


def _card(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    sandbox.set_card(str(given["subscription"]), str(given["behaviour"]))
    return state(sandbox)


def _retries(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    sandbox.world.retries = tuple(int(days) for days in given["days"])
    return state(sandbox)


def _stop_payments(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    sandbox.stop_payments(when_asked=bool(given["when_asked"]))
    return state(sandbox)


CONTROLS: Mapping[str, Control] = {
    "advance": _advance,
    "chaos": _chaos,
    "refund": _refund,
    "fail_refund": _fail_refund,
    "dispute": _dispute,
    "close_dispute": _close_dispute,
    "fail": _fail,
    "card": _card,
    "retries": _retries,
    "stop_payments": _stop_payments,
}
